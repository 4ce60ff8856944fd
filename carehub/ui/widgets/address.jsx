import { useEffect, useRef } from "react";

/** Not a navigation: the page stays as it is, and a reload or a copied link opens the same thing. */
export function Address({ href }) {
  // What the state still held when the page opened is not what its address asked for.
  const stale = useRef(href);
  useEffect(() => {
    if (!href || href === stale.current) return;
    stale.current = null;
    if (href === window.location.pathname + window.location.search) return;
    window.history.replaceState(window.history.state, "", href);
  }, [href]);
  return null;
}
