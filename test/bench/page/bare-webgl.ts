/** Milliseconds of a frame. */
export interface Bare {
  renderer: string;
  shapes: number;
  lineShapes: number;
  hairlines: number;
}

/**
 * The source of a function of the page: of `nodes` and the ends of two and a half times as many lines it draws small squares,
 * thin quads and hairlines with the plainest shaders, and tells how long each takes to be there: the best of three.
 */
export const BARE = String.raw`(nodes) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [700, 540];
  document.body.append(canvas);
  const gl = canvas.getContext('webgl2');
  const made = (corner) => {
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, corner], [gl.FRAGMENT_SHADER, 'precision mediump float; out vec4 colour; void main() { colour = vec4(0.4); }']]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, '#version 300 es\n' + source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    return program;
  };
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const lines = nodes * 2.5;
  const ends = new Float32Array(lines * 4);
  for (let at = 0; at < lines; at++) {
    const [x, y] = [random() * 1.6 - 0.8, random() * 1.6 - 0.8];
    const far = random() < 0.8 ? 0.1 : 1;
    ends.set([x, y, x + (random() - 0.5) * far, y + (random() - 0.5) * far], at * 4);
  }
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, ends, gl.STATIC_DRAW);
  const setUp = (program, size, divisor) => {
    gl.useProgram(program);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, size, gl.FLOAT, false, 0, 0);
    gl.vertexAttribDivisor(0, divisor);
  };
  const quick = (draw) => {
    const times = [0, 1, 2].map(() => {
      const began = performance.now();
      gl.clear(gl.COLOR_BUFFER_BIT);
      draw();
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      return performance.now() - began;
    });
    return Math.min(...times);
  };
  const square = made('layout(location = 0) in vec4 ends; void main() { gl_Position = vec4(ends.xy + vec2(gl_VertexID & 1, gl_VertexID >> 1) * 0.01, 0.0, 1.0); }');
  const quad = made('layout(location = 0) in vec4 ends; void main() { vec2 along = ends.zw - ends.xy; vec2 aside = normalize(vec2(-along.y, along.x)) * 0.004; gl_Position = vec4(ends.xy + along * float(gl_VertexID & 1) + aside * float(gl_VertexID >> 1), 0.0, 1.0); }');
  const hair = made('layout(location = 0) in vec2 end; void main() { gl_Position = vec4(end, 0.0, 1.0); }');
  setUp(square, 4, 1);
  const shapes = quick(() => gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, nodes));
  setUp(quad, 4, 1);
  const lineShapes = quick(() => gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, lines));
  setUp(hair, 2, 0);
  const hairlines = quick(() => gl.drawArrays(gl.LINES, 0, lines * 2));
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl.getParameter(named?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return { renderer, shapes, lineShapes, hairlines };
}`;
