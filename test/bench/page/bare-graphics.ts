/** Milliseconds of a frame. */
export interface Bare {
  renderer: string;
  webgl: number;
  canvas: number;
}

/**
 * The source of a function of the page: it draws `nodes` and two and a half times as many lines, small squares and hairlines by
 * WebGL with the plainest shaders, discs and lines by a plain canvas, and tells how long each takes to be there: the best of
 * three.
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
  const quick = (draw, look) => {
    const times = [0, 1, 2].map(() => {
      const began = performance.now();
      draw();
      look();
      return performance.now() - began;
    });
    return Math.min(...times);
  };
  const square = made('layout(location = 0) in vec4 ends; void main() { gl_Position = vec4(ends.xy + vec2(gl_VertexID & 1, gl_VertexID >> 1) * 0.01, 0.0, 1.0); }');
  const hair = made('layout(location = 0) in vec2 end; void main() { gl_Position = vec4(end, 0.0, 1.0); }');
  const webgl = quick(
    () => {
      gl.clear(gl.COLOR_BUFFER_BIT);
      setUp(hair, 2, 0);
      gl.drawArrays(gl.LINES, 0, lines * 2);
      setUp(square, 4, 1);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, nodes);
    },
    () => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)),
  );
  const plain = document.createElement('canvas');
  [plain.width, plain.height] = [700, 540];
  document.body.append(plain);
  const pen = plain.getContext('2d');
  const pixels = ends.map((place, at) => (place + 1) * (at % 2 === 0 ? 350 : 270));
  const canvas2d = quick(
    () => {
      pen.clearRect(0, 0, 700, 540);
      pen.beginPath();
      for (let at = 0; at < pixels.length; at += 4) {
        pen.moveTo(pixels[at], pixels[at + 1]);
        pen.lineTo(pixels[at + 2], pixels[at + 3]);
      }
      pen.stroke();
      for (let at = 0; at < nodes * 4; at += 4) {
        pen.beginPath();
        pen.arc(pixels[at], pixels[at + 1], 3, 0, 7);
        pen.fill();
      }
    },
    () => pen.getImageData(0, 0, 1, 1),
  );
  const named = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl.getParameter(named?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return { renderer, webgl, canvas: canvas2d };
}`;
