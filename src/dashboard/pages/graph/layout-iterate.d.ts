declare module 'graphology-layout-forceatlas2/iterate' {
  /** One step of ForceAtlas2 over its tables. */
  export default function iterate(settings: object, nodes: Float32Array, edges: Float32Array): unknown;
}
