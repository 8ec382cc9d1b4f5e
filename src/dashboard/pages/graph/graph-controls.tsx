import { Checkbox, Select } from '../../ui/field.js';
import { words } from '../../words/en.js';
import { LAYERS } from '../repos/search.js';
import { layersText, switched } from './layers.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;
const AMOUNTS = [200, 1000, 5000] as const;

/** What is drawn: folders or files, how many, and which layers. */
export function GraphControls() {
  const { asked, layers, change, show } = useGraphSearch();
  if (asked.view === 'symbol') return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <fieldset className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <legend className="sr-only">{told.layers.name}</legend>
        {LAYERS.map((layer) => {
          const isOfFiles = layer === 'together' && asked.view === 'folders';
          return (
            <label
              key={layer}
              className="inline-flex items-center gap-1.5"
              title={isOfFiles ? told.layers.onlyFiles : told.layers.hints[layer]}
            >
              <Checkbox
                checked={layers.has(layer) && !isOfFiles}
                disabled={isOfFiles}
                onChange={() => change({ layers: layersText(switched(layers, layer)) })}
              />
              <span className={isOfFiles ? 'text-ink-faint' : ''}>{told.layers[layer]}</span>
            </label>
          );
        })}
      </fieldset>
      <Select
        aria-label={told.show}
        value={asked.view}
        onChange={({ target }) => show({ view: target.value as 'files', focus: asked.focus })}
      >
        <option value="folders">{told.views.folders}</option>
        <option value="files">{told.views.files}</option>
      </Select>
      <Select
        aria-label={told.amount}
        value={asked.nodes}
        onChange={({ target }) =>
          change({ nodes: target.value === '200' ? undefined : (Number(target.value) as 1000 | 5000) })
        }
      >
        {AMOUNTS.map((amount) => (
          <option key={amount} value={amount}>
            {told.atMost(amount)}
          </option>
        ))}
      </Select>
    </div>
  );
}
