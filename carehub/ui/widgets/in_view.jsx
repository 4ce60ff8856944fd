import { useEffect, useRef } from "react";

// Inside a row of links that is wider than the screen: the one that leads to this page is scrolled into its
// middle, as soon as it is there.
export function InView() {
  const here = useRef(null);
  useEffect(() => {
    const row = here.current.parentElement;
    const show = () => {
      const current = row.querySelector('[aria-current="page"]');
      if (!current) return;
      const [box, inside] = [row.getBoundingClientRect(), current.getBoundingClientRect()];
      row.scrollLeft += inside.left - box.left - (box.width - inside.width) / 2;
    };
    show();
    const come = new MutationObserver(show);
    come.observe(row, { childList: true });
    return () => come.disconnect();
  }, []);
  return <span ref={here} hidden />;
}
