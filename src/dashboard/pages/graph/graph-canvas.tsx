import { useEffect, useMemo, useRef, useState } from 'react';
import { useTheme } from '../../layout/theme.js';
import { Button } from '../../ui/button.js';
import { words } from '../../words/en.js';
import { openDrawing, type Drawing } from './drawing.js';
import type { Picture } from './graph-query.js';
import type { Layer } from '../repos/search.js';
import type { Laid } from './layout-worker.js';
import { lookOf } from './look-of.js';
import { paced } from './paced.js';
import { layoutTask, startLayout } from './start-layout.js';
import { startingPositions } from './starting-positions.js';

const told = words.graph;

interface Props {
  picture: Picture;
  layers: ReadonlySet<Layer>;
  chosen: string | undefined;
  onChoose: (id: string | null) => void;
  onOpen: (id: string) => void;
}

/** The picture itself. What it shows stands in the tables below it, too. */
export function GraphCanvas({ picture, layers, chosen, onChoose, onOpen }: Props) {
  const { theme } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [state, setState] = useState<'waiting' | 'moving' | 'still' | 'failed'>('waiting');
  const look = useMemo(() => lookOf(picture, layers), [picture, layers]);
  const latest = useRef({ look, chosen, onChoose, onOpen });
  latest.current = { look, chosen, onChoose, onOpen };

  useEffect(() => {
    const place = box.current;
    if (place === null) return undefined;
    const began = performance.now();
    const task = layoutTask(picture.nodes, picture.edges);
    setState('waiting');
    try {
      drawing.current = openDrawing(
        place,
        { look: latest.current.look, positions: startingPositions(task) },
        { onChoose: (id) => latest.current.onChoose(id), onOpen: (id) => latest.current.onOpen(id) },
      );
    } catch {
      setState('failed');
      return undefined;
    }
    drawing.current.choose(latest.current.chosen ?? null);
    const placing = paced<Laid>(({ positions, isLast }) => {
      drawing.current?.place(positions);
      if (isLast) setState('still');
    });
    const endLayout = startLayout(task, placing.offer);
    // The frame after the one in which it is painted: by then it is seen.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        performance.measure('graph-first-frame', { start: began, end: performance.now() });
        setState((now) => (now === 'waiting' ? 'moving' : now));
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      endLayout();
      placing.end();
      drawing.current?.end();
      drawing.current = null;
    };
  }, [picture]);

  // Colours come from the theme: they are read anew with it.
  useEffect(() => drawing.current?.restyle(look), [look, theme]);
  useEffect(() => drawing.current?.choose(chosen ?? null), [chosen]);

  return (
    <div className="relative h-full">
      <div
        ref={box}
        role="img"
        aria-label={told.picture(picture.nodes.length, picture.edges.length)}
        data-state={state}
        className="absolute inset-0"
      />
      {state === 'failed' && (
        <p role="alert" className="absolute inset-0 flex items-center justify-center p-6 text-sm">
          {told.noCanvas}
        </p>
      )}
      <div className="absolute right-2 bottom-2 flex gap-1">
        {(['in', 'out', 'all'] as const).map((how) => (
          <Button key={how} small aria-label={told.zoom[how]} onClick={() => drawing.current?.zoom(how)}>
            <span aria-hidden="true">{{ in: '+', out: '−', all: '⤢' }[how]}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}
