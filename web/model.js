// What the model behind a node knows and can do, before anything runs: from the loader's bundle, by the server's route.
import { api } from "../../scripts/api.js";
import { nearestBefore } from "./graph.js";

const LOADER = "AudioStoryLoader";

/** The facts of nodes/routes.py's model_facts of the loader before a place; null where there is no loader.
 *
 * @throws {Error} in the server's words, where it cannot read the model.
 */
export async function modelBefore(place) {
  const [loader] = nearestBefore(place, (node) => node.comfyClass === LOADER);
  const bundle = loader?.widgets?.find(({ name }) => name === "bundle")?.value;
  if (!bundle) return null;
  const answer = await api.fetchApi(`/audiostory/model?${new URLSearchParams({ bundle })}`);
  const facts = await answer.json();
  if (!answer.ok) throw new Error(facts.error);
  return facts;
}
