"""Single sign-on by OpenID Connect: the center's own identity provider says who somebody is."""
