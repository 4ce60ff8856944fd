import { useLayoutEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { Command } from "cmdk";
import { takeTypedAhead } from "./typed_ahead.jsx";

const SETTLE_MS = 120;

// A box over the page: type, choose with the arrow keys, Enter goes there. Fixed places are filtered
// here; found ones come from the server for what was typed.
export function Palette({ open, places, actions, found, foundFor, label, placeholder, nothing, onType, onAct, onOpenChange }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const send = useRef(0);
  // Before the field gets the focus, and with it what was typed meanwhile.
  useLayoutEffect(() => {
    if (open) setTyped("");
  }, [open]);
  const type = (value) => {
    setTyped(value);
    clearTimeout(send.current);
    send.current = setTimeout(() => onType(value), SETTLE_MS);
  };
  const begin = () => {
    const ahead = takeTypedAhead();
    if (ahead) type(ahead);
  };
  const go = (href) => {
    onOpenChange(false);
    navigate(href);
  };
  const act = (name) => {
    onOpenChange(false);
    onAct(name);
  };
  const fits = (row) => row.href && row.label.toLowerCase().includes(wanted);
  const wanted = typed.trim().toLowerCase();
  const current = foundFor?.trim() === typed.trim() ? found ?? [] : [];
  return (
    <Command.Dialog
      open={open}
      onOpenChange={onOpenChange}
      label={label}
      shouldFilter={false}
      className="palette"
      overlayClassName="palette-shade"
      contentClassName="palette-box"
    >
      <Command.Input
        value={typed}
        onValueChange={type}
        onFocus={begin}
        placeholder={placeholder}
        aria-label={label}
      />
      <Command.List label={label}>
        <Command.Empty>{nothing}</Command.Empty>
        <Group rows={current} go={go} />
        <Group rows={(actions ?? []).filter(fits)} go={act} />
        <Group rows={(places ?? []).filter(fits)} go={go} />
      </Command.List>
    </Command.Dialog>
  );
}

function Group({ rows, go }) {
  return rows.map(({ href, label, detail }) => (
    <Command.Item key={href} value={href} onSelect={() => go(href)}>
      <span className="palette-label">{label}</span>
      <span className="palette-detail">{detail}</span>
    </Command.Item>
  ));
}
