// Words: how they are counted and put.

export const length = (text) => [...text].length; // code points, as the server counts
export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
export const aRole = (role) => `${/^[aeiou]/i.test(role) ? "an" : "a"} ${role}`;
