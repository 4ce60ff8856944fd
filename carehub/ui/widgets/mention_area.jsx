import { useEffect, useId, useRef, useState } from "react";

const MOST = 6;

// A text field in which "@" offers names. What was saved is cleared, unless something else was typed since.
export function MentionArea({ name, label, placeholder, people, saved, savedCount }) {
  const area = useRef(null);
  const id = useId();
  const [list, setList] = useState(null);
  useEffect(() => {
    if (area.current && saved && area.current.value.trim() === saved) area.current.value = "";
  }, [savedCount]);

  const look = () => {
    const { value, selectionStart } = area.current;
    const wanted = /(?:^|\s)@([^@\n]{0,40})$/.exec(value.slice(0, selectionStart))?.[1];
    const fits = (person) => ` ${person}`.toLowerCase().includes(` ${wanted.toLowerCase()}`);
    const found = wanted === undefined ? [] : (people ?? []).filter(fits).slice(0, MOST);
    setList(found.length ? { from: selectionStart - wanted.length, found, at: 0 } : null);
  };
  const put = (person) => {
    area.current.setRangeText(`${person} `, list.from, area.current.selectionStart, "end");
    area.current.focus();
    setList(null);
  };
  const press = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      area.current.form?.requestSubmit();
    }
    if (!list) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setList({ ...list, at: (list.at + step + list.found.length) % list.found.length });
    else if (event.key === "Enter" || event.key === "Tab") put(list.found[list.at]);
    else if (event.key === "Escape") setList(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="mention-area">
      <textarea
        ref={area}
        name={name}
        rows={2}
        placeholder={placeholder}
        aria-label={label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={list ? id : undefined}
        aria-activedescendant={list ? `${id}-${list.at}` : undefined}
        data-takes-escape={list ? "" : undefined}
        onChange={look}
        onKeyDown={press}
        onBlur={() => setList(null)}
      />
      {list && (
        <ul id={id} role="listbox" aria-label={label} className="mention-list">
          {list.found.map((person, at) => (
            <li
              key={person}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === list.at}
              onPointerDown={(event) => {
                event.preventDefault();
                put(person);
              }}
            >
              {person}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
