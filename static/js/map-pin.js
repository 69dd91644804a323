// The place editor's map: drag the pin or press somewhere, and the two numbers follow; type numbers, and the pin does.
document.addEventListener("DOMContentLoaded", async () => {
  const box = document.querySelector("[data-pin]");
  const latitude = document.querySelector("[data-pin-latitude]");
  const longitude = document.querySelector("[data-pin-longitude]");
  if (!box || !latitude || !longitude) return;
  const spot = () => [latitude, longitude].map((field) => Number(field.value.replace(",", ".")));
  const known = latitude.value !== "";
  const map = L.map(box, { attributionControl: !!box.dataset.tiles }).setView(known ? spot() : [16, 107.5], known ? 11 : 5);
  L.control.scale({ imperial: false }).addTo(map);
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 19 }).addTo(map);
  else {
    const ground = await (await fetch(box.dataset.outline)).json();
    ground.provinces.forEach(({ rings }) => L.polygon(rings, { className: "map-land", interactive: false }).addTo(map));
    for (const { name, at, dots } of ground.islands) {
      dots.forEach((dot) => L.circleMarker(dot, { className: "map-isle", radius: 3, interactive: false }).addTo(map));
      L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-label map-label-isles", html: Object.assign(document.createElement("span"), { textContent: name }), iconSize: [0, 0] }) }).addTo(map);
    }
  }
  const pin = L.marker(known ? spot() : map.getCenter(), {
    draggable: true, title: box.dataset.pinTitle, icon: L.divIcon({ className: "map-many", html: "", iconSize: [22, 22] }),
  }).addTo(map);
  const write = ({ lat, lng }) => { latitude.value = lat.toFixed(6); longitude.value = lng.toFixed(6); };
  pin.on("drag", () => write(pin.getLatLng()));
  map.on("click", ({ latlng }) => { pin.setLatLng(latlng); write(latlng); });
  for (const field of [latitude, longitude]) field.addEventListener("change", () => {
    const [lat, lng] = spot();
    if (Number.isFinite(lat) && Number.isFinite(lng)) { pin.setLatLng([lat, lng]); map.panTo([lat, lng]); }
  });
});
