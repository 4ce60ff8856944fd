import { useEffect, useRef, useState } from "react";

// Drop files anywhere on the page, or pick them. They are sent as they are, one after another.
export function FileDrop({ url, accept, label, hint, button, failed, onSent, onRefused }) {
  const input = useRef(null);
  const waiting = useRef([]);
  const request = useRef(null);
  const [isOver, setIsOver] = useState(false);
  const [sending, setSending] = useState(null);

  // What is dropped while others are sent waits behind them.
  const send = (files) => {
    waiting.current.push(...files);
    if (!request.current) sendNext({ sent: [], refused: [], areSeveral: waiting.current.length > 1 });
  };

  const sendNext = (told) => {
    const file = waiting.current.shift();
    if (!file) return finish(told);
    const call = new XMLHttpRequest();
    request.current = call;
    const show = (share) => setSending({ name: file.name, share, left: waiting.current.length });
    show(0);
    call.upload.onprogress = (event) => show(event.loaded / (event.total || 1));
    call.onloadend = () => {
      const answer = parsed(call.responseText);
      const why = answer.error || failed;
      const areSeveral = told.areSeveral || waiting.current.length > 0;
      if (call.status === 200 && answer.id) told.sent.push(answer.id);
      else told.refused.push(areSeveral ? `${file.name}: ${why}` : why);
      sendNext({ ...told, areSeveral });
    };
    call.open("PUT", `${url}?name=${encodeURIComponent(file.name)}`);
    call.send(file);
  };

  // Only now the page may turn to the first of them: all are safe.
  const finish = ({ sent, refused }) => {
    request.current = null;
    setSending(null);
    if (sent.length) onSent(sent[0]);
    if (refused.length) onRefused(refused.join(" "));
  };

  useEffect(() => {
    const over = (event) => {
      if (!event.dataTransfer?.types?.includes("Files")) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event) => {
      if (!event.relatedTarget) setIsOver(false);
    };
    const drop = (event) => {
      if (!event.dataTransfer?.files?.length) return;
      event.preventDefault();
      setIsOver(false);
      send(event.dataTransfer.files);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  });

  return (
    <div className="file-drop" data-over={isOver || undefined}>
      <p className="file-drop-label">{label}</p>
      <p className="file-drop-hint">{hint}</p>
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        className="visually-hidden"
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          send([...event.target.files]);
          event.target.value = "";
        }}
      />
      {sending ? (
        <div className="file-drop-sending" role="status">
          <span className="file-drop-name">{sending.name}</span>
          <progress value={sending.share} max={1} aria-label={sending.name} />
          <span className="tabular">{Math.round(sending.share * 100)} %</span>
          {sending.left ? <span className="tabular">+ {sending.left}</span> : null}
        </div>
      ) : (
        <button type="button" className="file-drop-button" onClick={() => input.current.click()}>
          {button}
        </button>
      )}
    </div>
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
