import { useEffect, useMemo, useRef, useState } from "react";

// A page of rows as a spreadsheet shows them: arrows walk the cells, the bar above says what is in one and
// takes what should be there instead. What is typed stays until it is saved or thrown away, whatever arrives
// from the server meanwhile.
export function CellGrid({ name, words, columns, rows, canFix, onFix, onSkip }) {
  const [at, setAt] = useState({ row: 0, column: 0 });
  const [draft, setDraft] = useState(null);
  const [alike, setAlike] = useState(false);
  const [saved, setSaved] = useState({});
  const table = useRef(null);
  const input = useRef(null);
  const wantsFocus = useRef(false);

  const row = rows[Math.min(at.row, rows.length - 1)];
  const column = columns[at.column - LEADING];
  const cell = row && column ? row.cells[at.column - LEADING] : null;
  const key = cell ? `${row.number}:${column.position}` : "";
  const typed = draft && draft.key === key ? draft.text : (saved[key] ?? cell?.file ?? "");

  useEffect(() => {
    setSaved((before) => stillWaiting(before, rows, columns));
  }, [rows, columns]);

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    table.current?.querySelector('[tabindex="0"]')?.focus();
  }, [at]);

  const go = (down, right) => {
    wantsFocus.current = true;
    setAlike(false);
    setAt((before) => ({
      row: within(before.row + down, rows.length),
      column: within(before.column + right, columns.length + LEADING),
    }));
  };
  const onKeyDown = (event) => {
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      go(...step);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      go(0, event.key === "Home" ? -columns.length - LEADING : columns.length + LEADING);
    } else if ((event.key === "Enter" || event.key === "F2") && cell && canFix) {
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    }
  };
  const choose = (rowAt, columnAt) => {
    setAlike(false);
    setAt({ row: rowAt, column: columnAt });
  };
  // A click on what is to know of a row goes to the cell that it is about.
  const pick = (rowAt, columnAt) => {
    const bad = columnAt === NOTES ? rows[rowAt].cells.findIndex((each) => PROBLEMS.includes(each.tone)) : -1;
    wantsFocus.current = bad >= 0;
    choose(rowAt, bad >= 0 ? bad + LEADING : columnAt);
  };
  const back = () => {
    table.current?.querySelector('[tabindex="0"]')?.focus();
  };
  const save = () => {
    if (typed === cell.file) return;
    onFix(row.number, column.position, typed, alike);
    setSaved((before) => ({ ...before, [key]: typed }));
    setDraft(null);
    setAlike(false);
    back();
  };
  const throwAway = () => {
    setDraft(null);
    back();
  };

  const lines = useMemo(
    () =>
      rows.map((each, index) => (
        <Line
          key={each.number}
          row={each}
          columns={columns}
          index={index}
          chosen={index === at.row ? at.column : -1}
          saved={saved}
          choose={choose}
          pick={pick}
          edit={() => input.current?.focus()}
        />
      )),
    [rows, columns, at, saved],
  );

  return (
    <div className="cellgrid">
      {row ? (
        <div className="cellgrid-bar" role="group" aria-label={words.bar}>
          <p className="cellgrid-where">
            <strong>
              {words.row} {row.number}
            </strong>
            {column ? <span>{column.title}</span> : null}
            {cell?.says ? (
              <span className="cellgrid-says" data-tone={cell.tone}>
                {cell.says}
              </span>
            ) : null}
          </p>
          {cell ? (
            <div className="cellgrid-fix">
              <span className="cellgrid-file">
                {words.inFile} <b>{cell.original || words.nothing}</b>
                {cell.text && cell.text !== cell.original ? (
                  <>
                    {" "}
                    {words.comesIn} <b>{cell.text}</b>
                  </>
                ) : null}
              </span>
              {canFix ? (
                <>
                  <label className="cellgrid-label">
                    {words.instead}
                    <input
                      ref={input}
                      value={typed}
                      autoComplete="off"
                      onChange={(event) => setDraft({ key, text: event.target.value })}
                      onKeyDown={(event) => {
                        if (event.key === "Enter") save();
                        if (event.key === "Escape") throwAway();
                      }}
                    />
                  </label>
                  {cell.alike > 1 ? (
                    <label className="cellgrid-alike">
                      <input type="checkbox" checked={alike} onChange={(event) => setAlike(event.target.checked)} />
                      {words.alike.replace("{}", cell.alike)}
                    </label>
                  ) : null}
                  <button type="button" className="cellgrid-save" disabled={typed === cell.file} onClick={save}>
                    {words.save}
                  </button>
                </>
              ) : null}
            </div>
          ) : (
            <p className="cellgrid-file">{row.who}</p>
          )}
          {canFix && row.skip ? (
            <button type="button" className="cellgrid-skip" onClick={() => onSkip(row.number, row.skip === "skip")}>
              {row.skip === "skip" ? words.skip : words.takeBack}
            </button>
          ) : null}
        </div>
      ) : null}
      <div className="cellgrid-scroll">
        <table role="grid" aria-label={name} className="cellgrid-table" ref={table} onKeyDown={onKeyDown}>
          <thead role="rowgroup">
            <tr role="row">
              {[words.row, words.outcome, words.notes].map((title) => (
                <th key={title} role="columnheader" scope="col">
                  {title}
                </th>
              ))}
              {columns.map((each) => (
                <th key={each.position} role="columnheader" scope="col">
                  {each.title}
                  <span className="cellgrid-field">{each.field}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">{lines}</tbody>
        </table>
      </div>
    </div>
  );
}

const LEADING = 3;
const NOTES = 2;
const PROBLEMS = ["error", "warning"];
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function Line({ row, columns, index, chosen, saved, choose, pick, edit }) {
  const stop = (column) => ({
    role: column === 0 ? "rowheader" : "gridcell",
    tabIndex: chosen === column ? 0 : -1,
    "data-chosen": chosen === column || undefined,
    onClick: () => pick(index, column),
    onFocus: () => choose(index, column),
  });
  const isInACell = (note) =>
    row.cells.some((cell, at) => cell.tone === note.tone && [columns[at].field, columns[at].title].includes(note.where));
  return (
    <tr role="row" data-outcome={row.outcome}>
      <th scope="row" className="cellgrid-number" {...stop(0)}>
        {row.number}
      </th>
      <td className="cellgrid-outcome" {...stop(1)}>
        <span className="status" data-outcome={row.outcome}>
          <span className="dot" />
          {row.says}
        </span>
        <span className="cellgrid-who">{row.who}</span>
      </td>
      <td className="cellgrid-notes" {...stop(2)}>
        {row.notes.map((note, at) => (
          <span key={at} className="note" data-tone={note.tone} data-cell={isInACell(note) || undefined}>
            {note.where ? <b className="note-where">{note.where}</b> : null}
            {note.text}
          </span>
        ))}
      </td>
      {row.cells.map((cell, at) => {
        const waiting = saved[`${row.number}:${columns[at].position}`];
        return (
          <td
            key={columns[at].position}
            className="cellgrid-cell"
            data-tone={waiting === undefined ? cell.tone || undefined : "saved"}
            data-title={columns[at].title}
            title={cell.says || undefined}
            onDoubleClick={edit}
            {...stop(at + LEADING)}
          >
            {waiting === undefined ? shown(cell) : waiting}
          </td>
        );
      })}
    </tr>
  );
}

function shown(cell) {
  if (cell.tone !== "change") return cell.text || cell.file;
  return (
    <>
      {cell.old ? <s>{cell.old}</s> : null}
      {cell.old ? " → " : "+ "}
      {cell.text}
    </>
  );
}

// What was saved here waits until the rows that arrive say it too.
function stillWaiting(saved, rows, columns) {
  const left = {};
  for (const row of rows) {
    row.cells.forEach((cell, at) => {
      const key = `${row.number}:${columns[at]?.position}`;
      if (key in saved && cell.file !== saved[key]) left[key] = saved[key];
    });
  }
  return Object.keys(left).length === Object.keys(saved).length ? saved : left;
}

function within(number, many) {
  return Math.max(0, Math.min(number, many - 1));
}
