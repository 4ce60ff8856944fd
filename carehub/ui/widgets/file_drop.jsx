import { useEffect, useRef, useState } from "react";

// Drop a file anywhere on the page, or pick one. One file at a time; it is sent as it is.
export function FileDrop({ url, accept, label, hint, button, failed, onSent, onRefused }) {
  const input = useRef(null);
  const request = useRef(null);
  const [isOver, setIsOver] = useState(false);
  const [sending, setSending] = useState(null);

  const send = (file) => {
    if (!file || request.current) return;
    const call = new XMLHttpRequest();
    request.current = call;
    setSending({ name: file.name, share: 0 });
    call.upload.onprogress = (event) => setSending({ name: file.name, share: event.loaded / (event.total || 1) });
    call.onloadend = () => {
      request.current = null;
      setSending(null);
      const answer = parsed(call.responseText);
      if (call.status === 200 && answer.id) onSent(answer.id);
      else onRefused(answer.error || failed);
    };
    call.open("PUT", `${url}?name=${encodeURIComponent(file.name)}`);
    call.send(file);
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
      send(event.dataTransfer.files[0]);
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
        accept={accept}
        className="visually-hidden"
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => {
          send(event.target.files[0]);
          event.target.value = "";
        }}
      />
      {sending ? (
        <div className="file-drop-sending" role="status">
          <span className="file-drop-name">{sending.name}</span>
          <progress value={sending.share} max={1} aria-label={sending.name} />
          <span className="tabular">{Math.round(sending.share * 100)} %</span>
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
