// The server: requests, streams, and why something didn't work.
import { sameSite } from "./browser.js";

// characters of a message
export const LIMIT = 4000;

/** Why something didn't work, in words for the person in front of it. `again`: trying once more makes sense. */
export class Failure extends Error {
  constructor(kind, message, { again = true, wait = 0 } = {}) {
    super(message);
    Object.assign(this, { kind, again, wait });
  }
}

/** Server-sent events of a response, as they come. */
export async function* events(response, heard) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  let event = { id: "", type: "", data: [] };
  let last = false;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard();
      buffer += value;
      const lines = buffer.split(/\r\n|\n|\r(?!$)/);
      buffer = lines.pop();
      for (const line of lines) {
        const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line);
        if (line === "") {
          last = event.type === "done" || event.type === "error";
          if (event.data.length) yield { id: event.id, type: event.type, data: JSON.parse(event.data.join("\n")) };
          event = { id: "", type: "", data: [] };
        } else if (field === "id") event.id = text;
        else if (field === "event") event.type = text;
        else if (field === "data") event.data.push(text);
      }
    }
  } finally {
    if (last) rest(reader);
    else reader.cancel().catch(() => {});
  }
}

/** The end of a response whose last event is there: read, its connection serves the next question. */
async function rest(reader) {
  const timer = setTimeout(() => reader.cancel().catch(() => {}), 5000);
  try {
    while (!(await reader.read()).done);
  } catch {
    // Cut, or not needed any more.
  }
  clearTimeout(timer);
}

export class Server {
  constructor(base) {
    this.base = base;
    this.texts = new Map();
  }

  url(path) {
    return new URL(path.replace(/^\//, ""), this.base).href;
  }

  /** The response, if it is a good one; raises `Failure`. */
  async fetch(path, { method = "GET", body, headers = {}, signal } = {}) {
    let response;
    try {
      response = await fetch(this.url(path), {
        method,
        signal,
        headers: body ? { "Content-Type": "application/json", ...headers } : headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "strict-origin-when-cross-origin",
      });
    } catch (error) {
      throw await this.unreachable(error);
    }
    this.known = true;
    if (response.ok) return response;
    throw problem(response.status, await response.json().catch(() => ({})), response.headers.get("Retry-After"));
  }

  /** A browser doesn't tell a refused origin from a dead line, so ask for something that needs no permission. */
  async unreachable(error) {
    if (error.name === "AbortError") return error;
    if (!navigator.onLine) return new Failure("offline", "You’re offline. Your question is kept: it goes out when you’re connected again.");
    if (!this.known && !sameSite(this.base)) {
      try {
        await fetch(this.url("healthz"), { mode: "no-cors", credentials: "omit", cache: "no-store" });
        return refused(`${location.origin} is not among the sites that may use this assistant.`);
      } catch {
        // Not refused: nobody answers at all.
      }
    }
    return new Failure("cut", "The assistant can’t be reached at the moment. Your question is kept.");
  }

  async json(path, options) {
    const response = await this.fetch(path, options);
    return response.status === 204 ? null : response.json();
  }

  guides() {
    this.listed ??= this.json("v1/guides").then((found) => found.guides);
    this.listed.catch(() => (this.listed = null));
    return this.listed;
  }

  guide(slug) {
    if (!this.texts.has(slug)) {
      const text = this.json(`v1/guides/${encodeURIComponent(slug)}`);
      text.catch(() => this.texts.delete(slug));
      this.texts.set(slug, text);
    }
    return this.texts.get(slug);
  }
}

const refused = (detail) =>
  new Failure("refused", `This site can’t use the assistant: ${detail} Its operator can add the site to GUIDES_ALLOWED_ORIGINS.`, { again: false });

/** A problem document (RFC 9457) in plain words. */
export function problem(status, document, retryAfter) {
  const detail = typeof document.detail === "string" ? document.detail : "";
  if (status === 429) return new Failure("limited", "That was a lot of questions in a short time.", { wait: Math.min(Number(retryAfter) || 30, 3600) });
  if (status === 403) return /origin/i.test(detail) ? refused(detail) : new Failure("refused", `The assistant refused this: ${detail}`, { again: false });
  if (status === 404 && document.field === "conversation_id") return new Failure("gone", detail);
  if (status === 404 && document.field === "message_id") return new Failure("gone", detail);
  if (status === 404 || (status === 422 && document.field === "guides")) return new Failure("missing", "That guide isn’t here (any more). Choose another one.", { again: false });
  if (status === 413 || /at most \d+ characters/.test(detail)) return new Failure("long", `That message is too long: ${LIMIT.toLocaleString("en")} characters is the limit. Shorten it and send it again.`, { again: false });
  if (status === 400 || status === 422) return new Failure("invalid", `The assistant couldn’t take that message. ${detail}`, { again: false });
  if (status === 503 || status === 502 || status === 504) return new Failure("cut", "The assistant isn’t ready at the moment. Your question is kept.");
  return new Failure("broken", "Something went wrong on the assistant’s side. Your question is kept.");
}
