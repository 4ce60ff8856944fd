import { memo, useLayoutEffect, useRef, useState } from "react";
import { Draggable } from "@hello-pangea/dnd";
import { DropdownMenu } from "@radix-ui/themes";
import { columnOf } from "./kanban_lanes.jsx";
import { focusOn, HOW_TO_PICK, mayEnter } from "./kanban_pick.jsx";

const CALM = "(prefers-reduced-motion: reduce)";
// The library ends a drag when this animation ends, so it may be short but never nothing.
const dropSeconds = () => (window.matchMedia(CALM).matches ? "0.001s" : "0.12s");

const isElsewhere = (card, { draggingOver }) => draggingOver !== null && columnOf(draggingOver) !== card.column;

/** What was dropped elsewhere lies there at once, and is sent at once: its animation is over as it begins. */
function Landed() {
  const here = useRef(null);
  useLayoutEffect(() => {
    const over = new TransitionEvent("transitionend", { propertyName: "transform", bubbles: true });
    queueMicrotask(() => here.current?.parentElement.dispatchEvent(over));
  }, []);
  return <span ref={here} hidden />;
}

/** One path: a board has hundreds of these. */
function Dots() {
  return (
    <svg width="8" height="14" viewBox="0 0 8 14" aria-hidden="true" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round">
      <path d="M1.5 2h0M6.5 2h0M1.5 7h0M6.5 7h0M1.5 12h0M6.5 12h0" />
    </svg>
  );
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function Grip({ card, isPicked, canChoose, board }) {
  const toggle = () => (isPicked ? board.cancel() : board.pick(card.id));
  const byKey = (event) => {
    if (event.key === " " || event.key === "Enter") return toggle;
    if (isPicked || event.ctrlKey || event.metaKey || event.altKey) return null;
    const by = STEPS[event.key];
    if (by) return () => board.step(card.id, by, canChoose && event.shiftKey);
    return canChoose && event.key.toLowerCase() === "x" ? () => board.choose(card.id) : null;
  };
  const onKeyDown = (event) => {
    const act = byKey(event);
    if (!act) return;
    event.preventDefault();
    act();
  };
  // Not a <button>: the drag library does not start a drag on one.
  return (
    <span
      className="kanban-grip"
      role="button"
      tabIndex={0}
      aria-label={`Move ${card.label}`}
      aria-pressed={isPicked}
      title={canChoose ? `${HOW_TO_PICK} X selects.` : HOW_TO_PICK}
      data-grip={card.id}
      onClick={toggle}
      onKeyDown={onKeyDown}
    >
      <Dots />
    </span>
  );
}

/** For pointers; keys choose on the grip or in the menu. */
function Check({ card, isChosen, choose }) {
  const onClick = (event) => choose(card.id, event.shiftKey);
  return (
    <label className="kanban-check" title="Select">
      <input
        type="checkbox"
        aria-label={`Select ${card.label}`}
        checked={isChosen}
        tabIndex={-1}
        onClick={onClick}
        onChange={() => undefined}
      />
    </label>
  );
}

function CardMenu({ card, columns, actions, canMove, isChosen, choose, move, onAction, overlay }) {
  const [isOpen, setOpen] = useState(false);
  // A press on the button closes an open menu before the click arrives.
  const pressed = useRef({ wasOpen: false, byPointer: false });
  const toggle = (event) => {
    setOpen(!pressed.current.wasOpen);
    pressed.current = { wasOpen: false, byPointer: event.detail > 0 };
  };
  const focusButton = () => focusOn(card.id, "menu", pressed.current.byPointer);
  const targets = columns.filter((column) => column.id !== card.column && mayEnter(card, column.id));
  const own = actions.filter((action) => card.actions?.includes(action.id));
  const moveTo = (columnId) => {
    move(card.id, columnId);
    focusButton();
  };
  return (
    <span className="kanban-menu">
      <button
        type="button"
        className="kanban-menu-button"
        aria-label={`Actions for ${card.label}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-menu={card.id}
        onPointerDown={() => (pressed.current.wasOpen = isOpen)}
        onClick={toggle}
      >
        <svg width="14" height="4" viewBox="0 0 14 4" aria-hidden="true" stroke="currentColor" strokeWidth="2.8" strokeLinecap="round">
          <path d="M2 2h0M7 2h0M12 2h0" />
        </svg>
      </button>
      {/* Mounted only while open: a board has hundreds of these. */}
      {isOpen && (
        <DropdownMenu.Root open modal={false} onOpenChange={setOpen}>
          <DropdownMenu.Trigger>
            <span className="kanban-menu-anchor" aria-hidden="true" tabIndex={-1} />
          </DropdownMenu.Trigger>
          <DropdownMenu.Content
            size="1"
            container={overlay.current}
            aria-label={`Actions for ${card.label}`}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              focusButton();
            }}
          >
            {canMove && targets.length > 0 && (
              <DropdownMenu.Group>
                <DropdownMenu.Label>Move to</DropdownMenu.Label>
                {targets.map((column) => (
                  <DropdownMenu.Item key={column.id} onSelect={() => moveTo(column.id)}>
                    <Dot column={column} />
                    {column.title}
                  </DropdownMenu.Item>
                ))}
              </DropdownMenu.Group>
            )}
            {canMove && targets.length > 0 && (own.length > 0 || choose) && <DropdownMenu.Separator />}
            {choose && (
              <DropdownMenu.Item onSelect={() => choose(card.id)}>{isChosen ? "Unselect" : "Select"}</DropdownMenu.Item>
            )}
            {own.map((action) => (
              <DropdownMenu.Item
                key={action.id}
                onSelect={() => onAction({ action: action.id, id: card.id, version: card.version })}
              >
                {action.label}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Root>
      )}
    </span>
  );
}

export function Dot({ column }) {
  return <i className="kanban-dot" style={{ background: `var(--${column.colour || "gray"}-9)` }} />;
}

export const Card = memo(
  function Card({ card, index, isPicked, isChosen, board }) {
    const { canMove, canChoose, renderCard, onOpen } = board;
    const chooses = (event) =>
      canChoose && (event.shiftKey || ((event.metaKey || event.ctrlKey) && !event.target.closest("a")));
    const open = (event) => {
      if (chooses(event)) {
        event.preventDefault();
        board.choose(card.id, event.shiftKey);
        return;
      }
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      if (event.target.closest("button, input, select, label")) return;
      event.preventDefault();
      onOpen?.(card.id);
    };
    return (
      <Draggable draggableId={String(card.id)} index={index} isDragDisabled={!canMove}>
        {(drag, snapshot) => {
          // The whole card is the handle for pointers; for keys it is the grip.
          const { role, tabIndex, "aria-describedby": described, ...handle } = drag.dragHandleProps ?? {};
          return (
            <div
              ref={drag.innerRef}
              {...drag.draggableProps}
              {...handle}
              role="listitem"
              aria-label={card.label}
              data-card={card.id}
              className="kanban-card"
              data-picked={isPicked || undefined}
              data-chosen={isChosen || undefined}
              data-saving={card.saving || undefined}
              data-dragging={snapshot.isDragging || undefined}
              style={{
                ...drag.draggableProps.style,
                ...(snapshot.isDropAnimating ? { transitionDuration: dropSeconds() } : null),
              }}
            >
              {snapshot.isDropAnimating && isElsewhere(card, snapshot) && <Landed />}
              {canMove && (
                <span className="kanban-side">
                  <Grip card={card} isPicked={isPicked} canChoose={canChoose} board={board} />
                  {canChoose && <Check card={card} isChosen={isChosen} choose={board.choose} />}
                </span>
              )}
              {/* Captured, so that a link in the face opens here and not as a page of its own. */}
              <div className="kanban-card-face" onClickCapture={open} onMouseDown={noTextSelection}>
                {renderCard(card)}
              </div>
              {(canMove || card.actions?.length > 0) && (
                <CardMenu
                  card={card}
                  columns={board.columns}
                  actions={board.actions}
                  canMove={canMove}
                  isChosen={isChosen}
                  choose={canChoose ? board.choose : null}
                  move={board.move}
                  onAction={board.onAction}
                  overlay={board.overlay}
                />
              )}
            </div>
          );
        }}
      </Draggable>
    );
  },
  (a, b) =>
    a.card === b.card &&
    a.index === b.index &&
    a.isPicked === b.isPicked &&
    a.isChosen === b.isChosen &&
    a.board.canMove === b.board.canMove &&
    a.board.canChoose === b.board.canChoose,
);

/** A shift-click chooses cards; without this it would mark the words between them. */
function noTextSelection(event) {
  if (event.shiftKey) event.preventDefault();
}
