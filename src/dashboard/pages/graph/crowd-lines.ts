import { colorToArray } from 'sigma/utils';

/** Lines of one colour: both ends of each, as numbers of nodes. */
export interface LineGroup {
  colour: string;
  ends: Uint32Array;
}

/** What lines go between: where the nodes are in the picture (x, y, x, y …), and the groups of lines. */
export interface CrowdLines {
  places(): Float32Array;
  groups: readonly LineGroup[];
}

const CORNER = `#version 300 es
in vec2 a_place;
uniform mat3 u_matrix;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_place, 1.0)).xy, 0.0, 1.0);
}`;
const DOT = `#version 300 es
precision mediump float;
uniform vec4 u_colour;
out vec4 colour;
void main() {
  colour = u_colour;
}`;

/**
 * Draws thousands of connections as hairlines, all of a colour in one call: sigma draws each as a shape of its own, which
 * costs a picture of so many several times what its nodes cost. A layer as sigma's `addCustomLayerProgram` takes it.
 */
export function crowdLines(lines: CrowdLines) {
  return (gl: WebGL2RenderingContext) => {
    const program = linked(gl);
    const matrix = gl.getUniformLocation(program, 'u_matrix');
    const colour = gl.getUniformLocation(program, 'u_colour');
    const [vertices, places, ends] = [gl.createVertexArray(), gl.createBuffer(), gl.createBuffer()];
    gl.bindVertexArray(vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, places);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, ends);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindVertexArray(null);
    let held: CrowdLines['groups'] = [];
    return {
      cacheData: () => {
        gl.bindBuffer(gl.ARRAY_BUFFER, places);
        gl.bufferData(gl.ARRAY_BUFFER, lines.places(), gl.DYNAMIC_DRAW);
      },
      render: (params: { matrix: Float32Array }) => {
        gl.useProgram(program);
        gl.bindVertexArray(vertices);
        if (held !== lines.groups) {
          held = lines.groups;
          gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, joined(held.map((group) => group.ends)), gl.STATIC_DRAW);
        }
        gl.uniformMatrix3fv(matrix, false, params.matrix);
        let at = 0;
        for (const group of held) {
          const [red, green, blue] = colorToArray(group.colour).map((part) => part / 255);
          gl.uniform4f(colour, red ?? 0, green ?? 0, blue ?? 0, 1);
          gl.drawElements(gl.LINES, group.ends.length, gl.UNSIGNED_INT, at * Uint32Array.BYTES_PER_ELEMENT);
          at += group.ends.length;
        }
        gl.bindVertexArray(null);
      },
      kill: () => {
        gl.deleteProgram(program);
        gl.deleteVertexArray(vertices);
        gl.deleteBuffer(places);
        gl.deleteBuffer(ends);
      },
    };
  };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function linked(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, CORNER],
    [gl.FRAGMENT_SHADER, DOT],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.bindAttribLocation(program, 0, 'a_place');
  gl.linkProgram(program);
  return program;
}
