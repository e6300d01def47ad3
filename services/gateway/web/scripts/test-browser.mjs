// The two things of a browser that plain functions touch.
const kept = new Map();
globalThis.localStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, String(value)),
  removeItem: (key) => kept.delete(key),
};
globalThis.document = { documentElement: { lang: 'zh-CN', dataset: {} } };
