import { useMemo } from "react";
import { More } from "./kanban_more.jsx";

const BETWEEN = "|";

/** Where a drop lands: a column, or in a board with lanes the part of it that belongs to one lane. */
export const cellOf = (columnId, lane) => (lane ? `${columnId}${BETWEEN}${lane.id}` : columnId);
export const columnOf = (cell) => cell.split(BETWEEN)[0];
export const laneOf = (card, laneBy) => String(card[laneBy] ?? "");

const byTitle = (a, b) => a.title.localeCompare(b.title);

/** The lanes that hold cards, each with its part of every column; null where the board has none. */
export function useLanes(view, laneBy, known) {
  const titles = JSON.stringify(known);
  return useMemo(() => {
    if (!laneBy) return null;
    const found = new Set(view.flatMap((column) => column.cards.map((card) => laneOf(card, laneBy))));
    const named = JSON.parse(titles).filter((lane) => found.delete(lane.id));
    const others = [...found].map((id) => ({ id, title: id })).sort(byTitle);
    return [...named, ...others].map((lane) => ({ ...lane, columns: view.map((column) => part(column, lane, laneBy)) }));
  }, [view, laneBy, titles]);
}

function part(column, lane, laneBy) {
  const cards = column.cards.filter((card) => laneOf(card, laneBy) === lane.id);
  return { ...column, cards, total: cards.length, limit: 0 };
}

/** The board as rows: the heads of the columns, then a row for each lane, then what is not loaded yet. */
export function Lanes({ lanes, view, head, cell, onMore }) {
  const waiting = view.some((column) => column.total > column.cards.length);
  return (
    <>
      <div className="kanban-row kanban-heads">{view.map(head)}</div>
      {lanes.map((lane) => (
        <section key={lane.id} className="kanban-lane" aria-label={lane.title}>
          <h3 className="kanban-lane-head">{lane.title}</h3>
          <div className="kanban-row">
            {lane.columns.filter((column) => view.some((one) => one.id === column.id)).map((column) => cell(column, lane))}
          </div>
        </section>
      ))}
      {waiting && (
        <div className="kanban-row">
          {view.map((column) => (
            <div key={column.id}>
              <More column={column} onMore={onMore} words={`Show more in ${column.title}`} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}
