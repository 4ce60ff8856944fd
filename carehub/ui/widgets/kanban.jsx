import { memo, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { DragDropContext, Droppable, useMouseSensor, useTouchSensor } from "@hello-pangea/dnd";
import { Card, Dot } from "./kanban_card.jsx";
import { More } from "./kanban_more.jsx";
import { cellOf, columnOf, laneOf, Lanes, useLanes } from "./kanban_lanes.jsx";
import { mayEnter, usePick } from "./kanban_pick.jsx";
import { SelectionBar, useSelection } from "./kanban_select.jsx";
import { placeIn, useCards, useMoves, useView } from "./kanban_store.jsx";

const SENSORS = [useMouseSensor, useTouchSensor];
const NARROW = "(max-width: 640px)";

function useMedia(query) {
  const watch = useCallback(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(watch, () => window.matchMedia(query).matches);
}

function Ghost() {
  return <div className="kanban-ghost" aria-hidden="true" />;
}

const isOverLimit = (column) => column.limit > 0 && column.total > column.limit;
const countOf = (column) => (column.limit > 0 ? `${column.total} of ${column.limit}` : `${column.total}`);

function nameOf(column, lane) {
  if (lane) return `${lane.title}: ${column.title}`;
  return `${column.title}, ${countOf(column)}${isOverLimit(column) ? ", over its limit" : ""}`;
}

function ColumnHead({ column }) {
  const isOver = isOverLimit(column);
  return (
    <header className="kanban-column-head">
      <Dot column={column} />
      <h2 title={column.title}>{column.title}</h2>
      <span className="kanban-count" data-over={isOver || undefined} title={isOver ? "Over its limit" : undefined}>
        {isOver && <span aria-hidden="true">▲ </span>}
        {countOf(column)}
      </span>
    </header>
  );
}

const Column = memo(
  function Column({ column, lane, picked, isTarget, isShut, ghostAt, board }) {
    return (
      <section
        className="kanban-column"
        aria-label={nameOf(column, lane)}
        data-column={column.id}
        data-target={isTarget || undefined}
        data-shut={isShut || undefined}
      >
        {!lane && <ColumnHead column={column} />}
        {picked !== null && !isShut && picked !== column.id && (
          <button type="button" className="kanban-place" data-place={column.id} onClick={(event) => board.place(column.id, event.detail > 0)}>
            Place here
          </button>
        )}
        <Droppable droppableId={cellOf(column.id, lane)} isDropDisabled={isShut}>
          {(drop, snapshot) => (
            <div
              ref={drop.innerRef}
              {...drop.droppableProps}
              className="kanban-list"
              data-over={snapshot.isDraggingOver || undefined}
            >
              <div role={column.cards.length ? "list" : undefined}>
              {column.cards.map((card, index) => (
                <CardAndGhost key={card.id} ghost={ghostAt === index}>
                  <Card card={card} index={index} isPicked={board.pickedId === card.id} isChosen={board.chosen.has(card.id)} board={board} />
                </CardAndGhost>
              ))}
              {ghostAt === column.cards.length && <Ghost />}
              {drop.placeholder}
              </div>
              <More column={column} onMore={board.onMore} words="Show more" />
            </div>
          )}
        </Droppable>
      </section>
    );
  },
  (a, b) =>
    a.column.cards === b.column.cards &&
    a.column.total === b.column.total &&
    a.column.title === b.column.title &&
    a.lane?.id === b.lane?.id &&
    a.lane?.title === b.lane?.title &&
    a.column.limit === b.column.limit &&
    a.column.colour === b.column.colour &&
    a.picked === b.picked &&
    a.isTarget === b.isTarget &&
    a.isShut === b.isShut &&
    a.ghostAt === b.ghostAt &&
    a.board.pickedId === b.board.pickedId &&
    a.board.chosen === b.board.chosen &&
    a.board.canMove === b.board.canMove &&
    a.board.canChoose === b.board.canChoose,
);

function CardAndGhost({ ghost, children }) {
  return (
    <>
      {ghost && <Ghost />}
      {children}
    </>
  );
}

function Switcher({ view, shown, setShown }) {
  const choose = (event) => {
    const at = view.findIndex((column) => column.id === shown);
    const next = { ArrowRight: view[at + 1], ArrowLeft: view[at - 1] }[event.key];
    if (!next) return;
    setShown(next.id);
    event.currentTarget.querySelector(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className="kanban-tabs" role="tablist" aria-label="Columns" onKeyDown={choose}>
      {view.map((column) => (
        <button
          key={column.id}
          type="button"
          role="tab"
          id={`kanban-tab-${column.id}`}
          aria-selected={column.id === shown}
          aria-controls="kanban-columns"
          tabIndex={column.id === shown ? 0 : -1}
          data-tab={column.id}
          onClick={() => setShown(column.id)}
        >
          <Dot column={column} />
          {column.title} <span className="kanban-count">{column.total}</span>
        </button>
      ))}
    </div>
  );
}

/** A board of columns; see kanban.py for what goes in and comes out. */
export function KanbanBoard(props) {
  const { columns, snapshot, changes = [], rejected = [], held = [], actions = [], canMove = false } = props;
  const { bulk = [], released } = props;
  const { laneBy = "", lanes = [], renderCard, onMove, onOpen, onMore, onAction, onBulk, onStale, onLost } = props;
  const [spoken, say] = useState("");
  const isNarrow = useMedia(NARROW);
  const [shown, setShown] = useState(columns[0]?.id);
  const [dragged, setDragged] = useState(null);

  const live = useCards({ columns, snapshot, changes, onStale });
  // The library allows no change of a list while a card is in the air.
  const frozen = useRef(null);
  frozen.current = dragged === null ? live : (frozen.current ?? live);
  const store = frozen.current;
  const onReturn = ([move, ...others]) => {
    if (others.length) return say(`${others.length + 1} cards went back.`);
    const column = store.columns.find((one) => one.id === move.from);
    return say(`${move.card.label} went back to ${column?.title ?? "its column"}.`);
  };
  const { open, move, lay } = useMoves({ store, rejected, held, onMove, onLost, onReturn });
  const view = useView(store, open);
  const { picked, pick, place, cancel } = usePick({ view, move, say });
  const { chosen, cards, choose, step, clear } = useSelection({ view, released, say });
  const canChoose = canMove && bulk.length > 0;

  const inHand = picked?.card ?? (dragged === null ? null : cardIn(view, dragged));
  const handlers = useRef({});
  Object.assign(handlers.current, { pick, place, cancel, choose, step, move, onOpen, onMore, onAction, renderCard });
  const steady = useSteady(handlers);
  const overlay = useRef(null);
  const board = { ...steady, overlay, columns: view, actions, canMove, canChoose, chosen, pickedId: picked?.id ?? null };

  useEffect(() => {
    if (isNarrow && picked) setShown(picked.column);
  }, [isNarrow, picked?.column]);

  // Those that may not go there stay, and the answer names the reason.
  const moveTogether = (together, columnId) => {
    const able = together.filter((card) => mayEnter(card, columnId)).map((card) => card.id);
    const begun = new Map(lay(able, columnId).map((claim) => [claim.id, claim]));
    const seen = together.map(({ id, version }) => begun.get(id) ?? { id, version, op: "" });
    onBulk?.({ action: "move", choice: columnId, cards: seen });
  };

  const onDragEnd = (result, provided) => {
    setDragged(null);
    const target = result.destination && columnOf(result.destination.droppableId);
    if (!target || target === columnOf(result.source.droppableId)) return provided.announce("Put back.");
    const card = cardIn(view, Number(result.draggableId));
    if (chosen.has(card.id) && cards.length > 1) {
      provided.announce(`${cards.length} cards to ${titleIn(view, target)}.`);
      return moveTogether(cards, target);
    }
    provided.announce(`${card.label} moved to ${titleIn(view, target)}.`);
    return move(card.id, target);
  };

  const rows = useLanes(view, laneBy, lanes);
  const inSight = view.filter((column) => !isNarrow || column.id === shown);
  const cell = (column, lane) => {
    // A card stays in its lane: what a lane stands for is not changed by dragging.
    const isOther = Boolean(lane && inHand && laneOf(inHand, laneBy) !== lane.id);
    const isTarget = !isOther && picked?.column === column.id;
    return (
      <Column
        key={cellOf(column.id, lane)}
        column={column}
        lane={lane}
        picked={picked && !isOther ? picked.card.column : null}
        isTarget={isTarget}
        isShut={isOther || !mayEnter(inHand, column.id)}
        ghostAt={isTarget && picked.card.column !== column.id ? placeIn(column, picked.card).index : -1}
        board={board}
      />
    );
  };

  return (
    <DragDropContext
      sensors={SENSORS}
      enableDefaultSensors={false}
      onBeforeCapture={({ draggableId }) => setDragged(Number(draggableId))}
      onDragStart={(start, provided) => provided.announce(`${inHand?.label ?? "Card"} lifted.`)}
      onDragUpdate={(update, provided) =>
        provided.announce(update.destination ? `Over ${titleIn(view, columnOf(update.destination.droppableId))}.` : "")
      }
      onDragEnd={onDragEnd}
    >
      <div ref={overlay} className="kanban" data-narrow={isNarrow || undefined} data-choosing={chosen.size > 0 || undefined}>
        {isNarrow && <Switcher view={view} shown={shown} setShown={setShown} />}
        <div className="kanban-columns" id="kanban-columns" data-laned={rows ? true : undefined} role={isNarrow ? "tabpanel" : undefined} aria-labelledby={isNarrow ? `kanban-tab-${shown}` : undefined}>
          {rows ? (
            <Lanes lanes={rows} view={inSight} head={(column) => <ColumnHead key={column.id} column={column} />} cell={cell} onMore={onMore} />
          ) : (
            inSight.map((column) => cell(column))
          )}
        </div>
        {cards.length > 0 && (
          <SelectionBar
            cards={cards}
            columns={view}
            actions={bulk}
            onMove={(columnId) => moveTogether(cards, columnId)}
            onBulk={onBulk}
            clear={clear}
            overlay={overlay}
          />
        )}
        <div role="status" className="visually-hidden">
          {spoken}
        </div>
      </div>
    </DragDropContext>
  );
}

const cardIn = (view, id) => view.flatMap((column) => column.cards).find((card) => card.id === id);
const titleIn = (view, id) => view.find((column) => column.id === id)?.title ?? "";

/** The same functions at every render, each calling the newest handler: a card need not be drawn again. */
function useSteady(handlers) {
  const steady = useRef(null);
  steady.current ??= Object.fromEntries(
    Object.keys(handlers.current).map((name) => [name, (...given) => handlers.current[name]?.(...given)]),
  );
  return steady.current;
}
