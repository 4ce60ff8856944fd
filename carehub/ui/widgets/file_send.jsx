import { useRef, useState } from "react";

// A button that sends files one after the other, as they are; also a place to drop them.
export function FileSend({ url, accept, button, hint, failed, tooLarge, most, onSent, onRefused }) {
  const input = useRef(null);
  const [sending, setSending] = useState(null);
  const [isOver, setIsOver] = useState(false);

  const send = (file) =>
    new Promise((done) => {
      const call = new XMLHttpRequest();
      setSending({ name: file.name, share: 0 });
      call.upload.onprogress = (event) => setSending({ name: file.name, share: event.loaded / (event.total || 1) });
      call.onloadend = () => {
        const answer = parsed(call.responseText);
        if (call.status === 200 && answer.id) onSent(answer.id);
        else onRefused(`${file.name}: ${answer.error || failed}`);
        done();
      };
      call.open("PUT", url);
      call.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      call.send(file);
    });
  const sendAll = async (files) => {
    if (sending) return;
    for (const file of files) {
      if (file.size > most) onRefused(`${file.name}: ${tooLarge}`);
      else await send(file);
    }
    setSending(null);
  };
  const over = (event) => {
    if (!event.dataTransfer?.types?.includes("Files")) return;
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event) => {
    event.preventDefault();
    setIsOver(false);
    sendAll([...event.dataTransfer.files]);
  };
  return (
    <div
      className="file-send"
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        hidden
        aria-label={button}
        onChange={(event) => {
          const files = [...event.target.files];
          event.target.value = "";
          sendAll(files);
        }}
      />
      <button type="button" className="file-send-button" onClick={() => input.current.click()} disabled={!!sending}>
        {button}
      </button>
      <span className="file-send-hint">{hint}</span>
      {sending && (
        <div className="file-send-now" role="status">
          <span>{sending.name}</span>
          <progress value={sending.share} max={1} aria-label={sending.name} />
          <span className="tabular">{Math.round(sending.share * 100)} %</span>
        </div>
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
