// Words: how they are counted and put.

// code points, as the server counts
export const length = (text) => [...text].length;
export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** A question as it is compared: how it was written doesn't count. */
export const folded = (text) => text.toLowerCase().replace(/\s+/g, " ").replace(/^[\s"“]+|[\s"”?.!]+$/g, "");

/** A day as people write it; what is none stays as it is. `text`: an ISO date, or a moment in milliseconds. */
export function day(text) {
  if (typeof text === "string" && !/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  const date = new Date(text);
  const form = { day: "numeric", month: "long", year: "numeric", ...(typeof text === "string" && { timeZone: "UTC" }) };
  return Number.isNaN(date.getTime()) ? text : date.toLocaleDateString("en-GB", form);
}
