import { useEffect, useState } from "react";
import { placeIn } from "./kanban_store.jsx";

export const HOW_TO_PICK = "Press space to pick up. Arrow keys choose a column, space places, escape puts back.";

const isTyping = (target) => target.closest?.("input, textarea, select, [role=dialog], [role=menu]");

/** Pick a card by key or click, choose a column, place it: what dragging does, without a pointer. */
export function usePick({ view, move, say }) {
  const [picked, setPicked] = useState(null);
  const from = picked && view.find((column) => column.cards.some((card) => card.id === picked.id));
  const card = from?.cards.find((one) => one.id === picked.id);

  const pick = (id) => {
    const column = view.find((one) => one.cards.some((each) => each.id === id));
    const found = column.cards.find((each) => each.id === id);
    setPicked({ id, column: column.id });
    say(`${found.label} picked up. ${where(view, column, found)}. ${HOW_TO_PICK}`);
  };
  const cancel = () => {
    say(`${card?.label ?? "Card"} put back in ${from?.title ?? "its column"}.`);
    setPicked(null);
    focusOn(picked.id);
  };
  const place = (columnId, byPointer = false) => {
    const target = view.find((one) => one.id === columnId);
    setPicked(null);
    if (!card || !target) return;
    if (columnId === from.id) return cancel();
    say(`${card.label} placed. ${where(view, target, card)}.`);
    move(card.id, columnId);
    focusOn(card.id, "grip", byPointer);
  };
  const aim = (columnId) => {
    const target = view.find((one) => one.id === columnId);
    setPicked({ ...picked, column: columnId });
    say(`${where(view, target, card)}.`);
    document.querySelector(`[data-column="${columnId}"]`)?.scrollIntoView({ inline: "nearest", block: "nearest" });
  };

  useEffect(() => {
    if (picked && !card) setPicked(null);
  }, [picked, card]);

  useEffect(() => {
    if (!picked || !card) return undefined;
    const onKey = (event) => {
      if (event.key === "Escape") return taken(event, cancel);
      if (isTyping(event.target) || event.target.closest?.("[data-place]")) return undefined;
      if (event.key === " " || event.key === "Enter") return taken(event, () => place(picked.column));
      const next = nextColumn(event.key, allowed(view, card), picked.column);
      return next ? taken(event, () => aim(next)) : undefined;
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  });

  return { picked: card ? { ...picked, card } : null, pick, place, cancel };
}

/** Cards that name no targets may go anywhere. */
export const mayEnter = (card, columnId) =>
  !card || card.column === columnId || !card.targets || card.targets.includes(columnId);

const allowed = (view, card) => view.filter((column) => mayEnter(card, column.id)).map((column) => column.id);

function nextColumn(key, ids, current) {
  const at = ids.indexOf(current);
  return { ArrowRight: ids[at + 1], ArrowLeft: ids[at - 1], Home: ids[0], End: ids.at(-1) }[key];
}

function where(view, column, card) {
  const { position, of } = placeIn(column, card);
  return `${column.title}, column ${view.indexOf(column) + 1} of ${view.length}, position ${position} of ${of}`;
}

function taken(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

/**
 * A card that changed its column is another element: look for it once it is drawn. Who works by
 * pointer keeps looking at the same place; who works by keys is taken to the card.
 */
export function focusOn(id, part = "grip", byPointer = false) {
  const focus = () => document.querySelector(`[data-${part}="${id}"]`)?.focus({ preventScroll: byPointer });
  requestAnimationFrame(() => requestAnimationFrame(focus));
}
