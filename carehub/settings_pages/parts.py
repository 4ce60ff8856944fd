"""Parts that more than one settings page is made of."""

import reflex as rx


def text_field(
    name: str, label: str, *, default_value: str | rx.Var[str] = "", hint: str = ""
) -> rx.Component:
    """A labelled line of text that must not be empty."""
    described = {"aria-describedby": f"{name}-hint"} if hint else {}
    return labelled(
        label,
        rx.input(
            name=name,
            default_value=default_value,
            required=True,
            max_length=80,
            auto_complete="off",
            custom_attrs=described,
        ),
        rx.el.p(hint, id=f"{name}-hint", class_name="field-hint") if hint else rx.fragment(),
    )


def labelled(label: str, control: rx.Component, *below: rx.Component) -> rx.Component:
    """A control inside its label: with an id, Reflex would read it by a ref and not from its form."""
    return rx.el.div(
        rx.el.label(rx.el.span(label), control, class_name="field-box"), *below, class_name="field"
    )


def confirmed(trigger: rx.Component, title: str | rx.Var[str], why: str, go: rx.Component) -> rx.Component:
    """Asks once more before ``go``."""
    return rx.alert_dialog.root(
        rx.alert_dialog.trigger(trigger),
        rx.alert_dialog.content(
            rx.alert_dialog.title(title, size="4"),
            rx.alert_dialog.description(why, size="2"),
            rx.el.div(
                rx.alert_dialog.cancel(rx.button("Cancel", variant="soft", color_scheme="gray")),
                rx.alert_dialog.action(go),
                class_name="dialog-buttons",
            ),
            max_width="440px",
        ),
    )
