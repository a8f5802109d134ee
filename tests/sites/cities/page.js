// The page of the cities: its buttons, and what it shows.

const show = async () => {
  document.querySelector("#state").textContent = `${await site.count()} cities, ${await site.hash()}`;
};

for (const name of ["fill", "clear"]) {
  const act = site[name];
  site[name] = async (...given) => {
    await act(...given);
    await show();
  };
}

document.querySelector("#load").onclick = () => site.fill(25_000);
document.querySelector("#clear").onclick = () => site.clear();
show();
