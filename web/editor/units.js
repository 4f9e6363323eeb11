// Reads the unit after a clip's length: `5 s rain falls` and `5 秒 雨声` each mean 5 seconds, as in
// audiostory_core/units.py on the server.
const SECONDS = `
  mp másodperc s saniye scnds sec second seconde seconden secondes secondi secondo seconds secs seg segs segundo
  segundos sek sekund sekunda sekunde sekunden sekunder sekundu sekundy sekundę sekunnin sekunti sekuntia sn
  vteřin vteřiny с сек секунд секунда секунди секунду секунды 秒 秒鐘 秒钟 秒間 초 초간
`.trim().split(/\s+/);
const MINUTES = `
  dakika dk min mins minut minuta minute minuten minuter minutes minuti minuto minutos minutt minutter minuty
  minutę minuut minuutin minuutti minuuttia mn perc мин минут минута минуту минуты хв хвилин хвилина хвилини 分
  分鐘 分钟 分間 분 분간
`.trim().split(/\s+/);
const FIRST_WORD = /^(\p{L}+)\.?(?:\s?[:,;|–—-])?\s+(?:of\s+)?(?=\S)/iu;

/** Split the text after a number into {unit, factor, caption}: the unit as written, and its seconds. */
export function splitUnit(text) {
  const match = FIRST_WORD.exec(text);
  const word = match?.[1].toLowerCase();
  const factor = SECONDS.includes(word) ? 1 : MINUTES.includes(word) ? 60 : 0;
  if (!factor) return { unit: "", factor: 1, caption: text };
  return { unit: match[1], factor, caption: text.slice(match[0].length) };
}
