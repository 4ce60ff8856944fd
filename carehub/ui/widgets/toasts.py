"""Short messages at the edge of the page, read out and paused on hover: sonner."""

import reflex as rx


class Toaster(rx.NoSSRComponent):
    """Shows every new entry of ``toasts`` (``id``, ``text``, ``tone`` done or refused) once."""

    library = rx.asset("toasts.jsx", shared=True).importable_path
    tag = "Toaster"
    lib_dependencies: list[str] = ["sonner@2.0.8"]
    toasts: rx.Var[list[dict[str, str]]]


toaster = Toaster.create
