import { useEffect, useMemo, useRef, useState } from "react";
import { DropdownMenu } from "@radix-ui/themes";
import { focusOn, mayEnter } from "./kanban_pick.jsx";

const NOTHING = new Set();
const OVER_IT = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Several cards chosen at once: by shift-click and ctrl-click, by check box, by keys. */
export function useSelection({ view, released, say }) {
  const [chosen, setChosen] = useState(NOTHING);
  const anchor = useRef(null);
  const cards = useMemo(
    () => (chosen.size ? view.flatMap((column) => column.cards.filter((card) => chosen.has(card.id))) : []),
    [view, chosen],
  );
  const tell = (next) => say(next.size ? `${next.size} selected.` : "Nothing selected.");
  const keep = (next, from) => {
    anchor.current = from ?? anchor.current;
    setChosen(next.size ? next : NOTHING);
    tell(next);
  };

  const choose = (id, isRange = false) => {
    const range = isRange ? between(anchor.current, id) : null;
    if (range) return keep(new Set([...chosen, ...range]), id);
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    return keep(next, id);
  };
  /** To the card above or below; with `isRange` it is chosen as well. */
  const step = (id, by, isRange) => {
    const ids = listed(id);
    const next = ids[ids.indexOf(id) + by];
    if (!next) return;
    if (isRange) keep(new Set([...chosen, id, next]), next);
    focusOn(next);
  };
  const clear = () => {
    setChosen(NOTHING);
    if (!document.querySelector(OVER_IT)) focusOn(anchor.current);
  };

  // What is done, or left the board, is no longer chosen.
  useEffect(() => {
    const done = new Set(released?.ids ?? []);
    const left = [...chosen].filter((id) => !done.has(id));
    if (done.size && left.length < chosen.size) left.length ? setChosen(new Set(left)) : clear();
  }, [released?.rev]);
  useEffect(() => {
    if (chosen.size > cards.length) setChosen(cards.length ? new Set(cards.map((card) => card.id)) : NOTHING);
  }, [cards]);

  useEffect(() => {
    if (!chosen.size) return undefined;
    const onKey = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(OVER_IT)) return;
      say("Nothing selected.");
      clear();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return { chosen, cards, choose, step, clear };
}

/** The cards of the list in which this one is seen, in the order in which they are seen. */
function listed(id) {
  const list = document.querySelector(`[data-card="${id}"]`)?.closest(".kanban-list");
  return [...(list?.querySelectorAll("[data-card]") ?? [])].map((card) => Number(card.dataset.card));
}

function between(from, to) {
  const ids = listed(to);
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  return a < 0 ? null : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** What can be done to all chosen cards at once. */
export function SelectionBar({ cards, columns, actions, onMove, onBulk, clear, overlay }) {
  const seen = cards.map((card) => ({ id: card.id, version: card.version, op: "" }));
  const send = (action, choice = "") => onBulk?.({ action, choice, cards: seen });
  const targets = columns.filter((column) => cards.some((card) => card.column !== column.id && mayEnter(card, column.id)));
  const words = `${cards.length} selected`;
  return (
    <div className="kanban-bar" role="toolbar" aria-label={words}>
      <strong>{words}</strong>
      <Choices
        label="Move to"
        choices={targets.map((column) => ({ id: column.id, label: column.title }))}
        onChoose={onMove}
        overlay={overlay}
      />
      {actions.map((action) => (
        <BarAction key={action.id} action={action} cards={cards} send={send} overlay={overlay} />
      ))}
      <button type="button" className="kanban-bar-button" onClick={clear}>
        Clear
      </button>
    </div>
  );
}

function BarAction({ action, cards, send, overlay }) {
  if (action.href)
    return (
      <a
        className="kanban-bar-button"
        href={action.href + cards.map((card) => card.id).join(",")}
        target="_blank"
        rel="noreferrer"
      >
        {action.label}
      </a>
    );
  return (
    <Choices
      label={action.label}
      choices={action.choices}
      onChoose={(choice) => send(action.id, choice)}
      overlay={overlay}
    />
  );
}

function Choices({ label, choices, onChoose, overlay }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger>
        <button type="button" className="kanban-bar-button" disabled={!choices?.length}>
          {label}
          <DropdownMenu.TriggerIcon />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content size="1" container={overlay.current} aria-label={label}>
        {choices?.map((choice) => (
          <DropdownMenu.Item key={choice.id} onSelect={() => onChoose(choice.id)}>
            {choice.label}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
