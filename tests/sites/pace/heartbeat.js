// Notes for how long the page's main thread did not come to what was waiting: a message that a
// worker sends every few milliseconds. (A page that sent them to itself would do nothing else, and
// keep the browser collecting events.) Where the browser has the Long Tasks API, its entries are noted
// as well, which are the tasks of the same 50 ms and more. Runs where `localStorage.heartbeat` is, and
// keeps there what it noted when the page goes.

(() => {
  /** Pauses that are noted, in milliseconds. */
  const LONG = 50;
  const before = localStorage.getItem("heartbeat");
  if (before === null) return;

  const sinceEpoch = () => performance.timeOrigin + performance.now();
  /** @type {[number, number][]} */
  const pauses = [];
  /** @type {[number, number][] | null} */
  const tasks = PerformanceObserver.supportedEntryTypes.includes("longtask") ? [] : null;
  const noted = { begun: sinceEpoch(), beats: 0, shown: true, pauses, tasks };
  /** @param {PerformanceEntryList} entries */
  const note = (entries) => {
    for (const { startTime, duration } of entries) {
      const from = performance.timeOrigin + startTime;
      tasks?.push([from, from + duration]);
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  if (tasks !== null) observer.observe({ type: "longtask", buffered: true });
  let last = noted.begun;
  const code = "setInterval(() => postMessage(performance.timeOrigin + performance.now()), 5)";
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  worker.onmessage = ({ data: sent }) => {
    const now = sinceEpoch();
    const from = Math.max(sent, last);
    if (now - from > LONG) pauses.push([from, now]);
    last = now;
    noted.beats += 1;
    noted.shown &&= document.visibilityState === "visible";
  };

  /** What was noted in this page and in those before it. */
  const all = () => {
    note(observer.takeRecords());
    return JSON.stringify([...JSON.parse(before), { ...noted, ended: last }]);
  };
  addEventListener("pagehide", () => localStorage.getItem("heartbeat") === before && localStorage.setItem("heartbeat", all()));
  /** @type {any} */ (globalThis).heartbeat = all;
})();
