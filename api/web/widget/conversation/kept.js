// The conversations that this browser has had here: their ids, and what tells them apart.
const MOST = 100;

export class Kept {
  constructor(local) {
    this.local = local;
  }

  /** The latest first: id, title, guide, and when it was last spoken in. */
  get all() {
    const found = this.local.read("conversations");
    return Array.isArray(found) ? found.filter((one) => typeof one?.id === "string") : [];
  }

  find(id) {
    return this.all.find((one) => one.id === id);
  }

  /** Keeps what is known of a conversation; its title stays the first question. */
  note(id, { title = "", guide = "", when = Date.now() }) {
    const known = this.find(id);
    this.write([{ id, title: known?.title || title.slice(0, 200), guide, when }, ...this.all.filter((one) => one.id !== id)]);
  }

  drop(id) {
    this.write(this.all.filter((one) => one.id !== id));
  }

  write(entries) {
    this.local.set("conversations", entries.length ? JSON.stringify(entries.slice(0, MOST)) : "");
  }
}
