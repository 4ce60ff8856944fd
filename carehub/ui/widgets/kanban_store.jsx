import { useCallback, useEffect, useMemo, useRef, useState } from "react";

const ANSWER_WITHIN_MS = 12_000;
const LOOK_EVERY_MS = 1_000;

const byOrder = (a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.id - b.id);

let operations = 0;
const nextOperation = () => `${Date.now().toString(36)}-${++operations}`;

function fromSnapshot(columns, snapshot) {
  const cards = new Map(columns.flatMap((column) => column.cards.map((card) => [card.id, card])));
  const totals = Object.fromEntries(columns.map((column) => [column.id, column.total]));
  return { columns, snapshot, rev: 0, gap: false, cards, totals };
}

function applied(store, changes) {
  const news = changes.filter((change) => change.rev > store.rev);
  if (!news.length) return store;
  const cards = new Map(store.cards);
  for (const change of news) {
    for (const card of change.cards) cards.set(card.id, card);
    for (const id of change.removed) cards.delete(id);
  }
  const totals = Object.assign({}, store.totals, ...news.map((change) => change.totals));
  const gap = store.gap || news[0].rev > store.rev + 1;
  return { ...store, rev: news.at(-1).rev, gap, cards, totals };
}

/** What the server said: the whole board once per snapshot, from then on only what changed. */
export function useCards({ columns, snapshot, changes, onStale }) {
  const [store, setStore] = useState(() => applied(fromSnapshot(columns, snapshot), changes));
  const fresh = store.snapshot === snapshot ? store : fromSnapshot(columns, snapshot);
  const current = applied(fresh, changes);
  if (current !== store) setStore(current);
  useEffect(() => {
    if (current.gap) onStale?.();
  }, [current.gap, current.snapshot]);
  return current;
}

/** A card as it will stand in another column: the head of its order key is that column's. */
function landed(card, column) {
  const head = column.landing?.[card.lane];
  return {
    ...card,
    saving: true,
    column: column.id,
    order: head ? head + card.order.slice(head.length) : card.order,
  };
}

/** Moves shown before the server has answered; they end with its answer, a refusal or silence. */
export function useMoves({ store, rejected, held, onMove, onLost, onReturn }) {
  const [pending, setPending] = useState({});
  const open = Object.values(pending).filter((move) => {
    const card = store.cards.get(move.id);
    return card && card.version < move.expect && !rejected.includes(move.op);
  });

  useEffect(() => {
    const ended = Object.values(pending).filter((move) => !open.includes(move));
    if (!ended.length) return;
    const returned = ended.filter((move) => rejected.includes(move.op));
    if (returned.length) onReturn(returned);
    setPending((old) =>
      Object.fromEntries(Object.entries(old).filter(([, move]) => !ended.some((one) => one.op === move.op))),
    );
  });

  const waiting = useRef(null);
  waiting.current = { open, held, onLost };
  const anyOpen = open.length > 0;
  useEffect(() => {
    if (!anyOpen) return undefined;
    const look = () => {
      const { open, held, onLost } = waiting.current;
      const now = Date.now();
      for (const move of open) if (held.includes(move.op)) move.since = now;
      const lost = open.filter((move) => now - move.since > ANSWER_WITHIN_MS);
      if (!lost.length) return;
      setPending((old) =>
        Object.fromEntries(Object.entries(old).filter(([, move]) => !lost.includes(move))),
      );
      onLost?.();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [anyOpen]);

  const latest = useRef(null);
  latest.current = { store, open };
  /** Show these cards in another column; what to tell the server of each that was not there already. */
  const lay = useCallback((ids, columnId) => {
    const { store, open } = latest.current;
    const column = store.columns.find((one) => one.id === columnId);
    const begun = ids.map((id) => begin(store.cards.get(id), column, open.find((one) => one.id === id))).filter(Boolean);
    setPending((old) => ({ ...old, ...Object.fromEntries(begun.map((move) => [move.id, move])) }));
    return begun.map(({ op, id, expect }) => ({ op, id, version: expect - 1 }));
  }, []);
  const move = useCallback(
    (id, columnId) => {
      for (const claim of lay([id], columnId)) onMove({ ...claim, column: columnId });
    },
    [onMove],
  );
  return { open, move, lay };
}

/** The move of a card on top of what is still open of it; null when it stands there already. */
function begin(card, column, before) {
  if (!card || !column || (before?.card.column ?? card.column) === column.id) return null;
  const version = before?.expect ?? card.version;
  return {
    op: nextOperation(),
    id: card.id,
    from: card.column,
    expect: version + 1,
    card: landed(card, column),
    since: Date.now(),
  };
}

/** The columns as they are shown: sorted by order key, the open moves laid over what the server said. */
export function useView(store, open) {
  const last = useRef([]);
  return useMemo(() => {
    const moved = new Map(open.map((move) => [move.id, move.card]));
    const lists = new Map(store.columns.map((column) => [column.id, []]));
    for (const card of store.cards.values()) {
      const shown = moved.get(card.id) ?? card;
      lists.get(shown.column)?.push(shown);
    }
    const view = store.columns.map((column, index) => {
      const cards = lists.get(column.id).sort(byOrder);
      return { ...column, cards: same(last.current[index]?.cards, cards), total: totalOf(column, store, open) };
    });
    last.current = view;
    return view;
  }, [store, open.map((move) => move.op).join()]);
}

function totalOf(column, store, open) {
  const arriving = open.filter((move) => move.card.column === column.id && move.from !== column.id);
  const leaving = open.filter((move) => move.from === column.id && move.card.column !== column.id);
  return (store.totals[column.id] ?? 0) + arriving.length - leaving.length;
}

/** The former array if it holds the same cards, so that an untouched column is not drawn again. */
function same(before, cards) {
  if (before?.length !== cards.length) return cards;
  return cards.every((card, index) => card === before[index]) ? before : cards;
}

/** Where a card would stand in a column: counted from 1, and of how many. */
export function placeIn(column, card) {
  const others = column.cards.filter((one) => one.id !== card.id);
  const shown = landed(card, column);
  const index = others.filter((one) => byOrder(one, shown) < 0).length;
  return { index, position: index + 1, of: column.total + (card.column === column.id ? 0 : 1) };
}
