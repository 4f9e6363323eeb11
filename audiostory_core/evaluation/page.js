"use strict"
// one sound at a time; a line runs over the spectrogram, a click in it plays from there
const clip = new Audio()
let button = null

function stopOthers(kept) {
  for (const player of [clip, ...document.querySelectorAll("audio")]) if (player !== kept) player.pause()
}

for (const story of document.querySelectorAll(".story")) {
  const player = story.querySelector("audio"), picture = story.querySelector(".seek")
  if (!player) continue
  const line = picture.querySelector("i"), seconds = Number(player.dataset.seconds)
  const follow = () => {
    line.style.left = `${100 * player.currentTime / seconds}%`
    picture.classList.toggle("on", player.currentTime > 0)
    if (!player.paused) requestAnimationFrame(follow)
  }
  player.addEventListener("play", () => { stopOthers(player); follow() })
  player.addEventListener("seeked", follow)
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect()
    player.currentTime = seconds * (event.clientX - box.left) / box.width
    player.play()
  })
}

function mark(on) {
  if (button) { button.classList.toggle("on", on); button.textContent = on ? "\u25a0" : "\u25b6" }
}

clip.addEventListener("pause", () => mark(false))
clip.addEventListener("ended", () => mark(false))
clip.addEventListener("play", () => { stopOthers(clip); mark(true) })

for (const each of document.querySelectorAll(".play")) {
  each.addEventListener("click", () => {
    const again = button === each && !clip.paused
    clip.pause()
    mark(false)
    if (again) return
    button = each
    clip.src = each.dataset.src
    clip.play()
  })
}
