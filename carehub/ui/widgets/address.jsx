import { useEffect } from "react";

/** Not a navigation: the page stays as it is, and a reload or a copied link opens the same thing. */
export function Address({ href }) {
  useEffect(() => {
    if (!href || href === window.location.pathname + window.location.search) return;
    window.history.replaceState(window.history.state, "", href);
  }, [href]);
  return null;
}
