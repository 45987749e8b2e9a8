// Answers to questions: from the server, or, in a report, from the page itself.

const kept = new Map();
const within = document.getElementById("answers");
const answers = within ? JSON.parse(within.textContent) : null;

export const isReport = answers !== null;

export function ask(question) {
  if (answers) {
    if (Object.hasOwn(answers, question)) return Promise.resolve(answers[question]);
    return Promise.reject(new Error("This is not part of the report."));
  }
  if (!kept.has(question)) {
    const answer = fetch("q/" + question).then(async (response) => {
      if (response.ok) return response.json();
      throw new Error((await response.text()).trim() || response.statusText);
    });
    answer.catch(() => kept.delete(question));
    kept.set(question, answer);
  }
  return kept.get(question);
}

export function forget() {
  kept.clear();
}

export function state() {
  return fetch("q/state").then((r) => (r.ok ? r.json() : null));
}
