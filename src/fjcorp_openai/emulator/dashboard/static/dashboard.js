const find = new URLSearchParams(location.search).get("find");
const kept = find ? "?" + new URLSearchParams({ find }) : "";
history.replaceState(null, "", "/" + kept);
const busy = part => part.contains(document.activeElement) && document.activeElement.matches("input")
  || [...part.querySelectorAll("input")].some(input => input.value);
const tell = (text, away) => {
  const live = document.getElementById("live");
  if (live.textContent !== text) live.textContent = text;
  document.body.classList.toggle("away", away);
};
const refresh = async () => {
  try {
    const answer = document.hidden ? null : await fetch("/_dashboard/parts" + kept);
    if (answer && answer.ok) {
      for (const [name, html] of Object.entries(await answer.json())) {
        const part = document.getElementById(name);
        if (part.dataset.shown !== html && !busy(part)) { part.innerHTML = html; part.dataset.shown = html; }
      }
    }
    tell("live", false);
  } catch (error) { tell("the emulator is away", true); }
  setTimeout(refresh, 1000);
};
setTimeout(refresh, 1000);
