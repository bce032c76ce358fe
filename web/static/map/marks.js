// How things look on the map: one drawing program for all shapes, colours from the page's tokens, names on the canvas.

const SHAPES = ["circle", "square", "diamond", "triangle", "hexagon", "pill", "box", "ring", "cross", "plus", "page", "drop", "bolt"];

const VERTEX = `
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute vec4 a_color;
attribute vec4 a_id;
uniform mat3 u_matrix;
uniform float u_scale;
varying vec4 v_color;
varying float v_shape;
varying float v_soft;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1.0)).xy, 0.0, 1.0);
  float side = max(a_size * u_scale * 2.4, 3.0);
  gl_PointSize = side;
  v_soft = 2.0 / side;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

// Each shape is a distance: below zero inside it, in units of half the point.
const FRAGMENT = `
precision mediump float;
varying vec4 v_color;
varying float v_shape;
varying float v_soft;
float block(vec2 p, vec2 half_size) { vec2 d = abs(p) - half_size; return max(d.x, d.y); }
float away(vec2 p) {
  vec2 q = abs(p);
  if (v_shape < 0.5) return length(p) - 0.72;
  if (v_shape < 1.5) return block(p, vec2(0.66));
  if (v_shape < 2.5) return (q.x + q.y) * 0.7071 - 0.66;
  if (v_shape < 3.5) return max(q.x * 0.86 - p.y * 0.5, p.y) - 0.52;
  if (v_shape < 4.5) return max(q.y * 1.0, q.x * 0.866 + q.y * 0.5) - 0.74;
  if (v_shape < 5.5) return length(vec2(max(q.x - 0.46, 0.0), p.y)) - 0.46;
  if (v_shape < 6.5) return block(p, vec2(0.86, 0.54));
  if (v_shape < 7.5) return abs(length(p) - 0.6) - 0.17;
  if (v_shape < 8.5) return max(abs(q.x - q.y) * 0.7071 - 0.2, max(q.x, q.y) - 0.74);
  if (v_shape < 9.5) return min(block(p, vec2(0.28, 0.8)), block(p, vec2(0.8, 0.28)));
  if (v_shape < 10.5) return block(p, vec2(0.46, 0.76));
  if (v_shape < 11.5) return max(q.x * 0.86 + p.y * 0.5, -p.y) - 0.52;
  return max(q.x - q.y, q.y - 0.8);
}
void main() {
  float inside = away(gl_PointCoord * 2.0 - 1.0);
  #ifdef PICKING_MODE
  gl_FragColor = inside > v_soft ? vec4(0.0) : v_color;
  #else
  gl_FragColor = v_color * (1.0 - smoothstep(-v_soft, v_soft, inside));
  #endif
}`;

export const shape = (name) => Math.max(SHAPES.indexOf(name), 0);

export function program(Sigma) {
  const { NodeProgram } = Sigma.rendering;
  const { floatColor } = Sigma.utils;
  const gl = WebGLRenderingContext;
  return class extends NodeProgram {
    getDefinition() {
      return {
        VERTICES: 1,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: gl.POINTS,
        UNIFORMS: ["u_matrix", "u_scale"],
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: gl.FLOAT },
          { name: "a_size", size: 1, type: gl.FLOAT },
          { name: "a_shape", size: 1, type: gl.FLOAT },
          { name: "a_color", size: 4, type: gl.UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: gl.UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    processVisibleItem(id, start, data) {
      this.array.set([data.x, data.y, data.size, data.shape], start);
      this.array[start + 4] = floatColor(data.color);
      this.array[start + 5] = id;
    }

    setUniforms({ sizeRatio, pixelRatio, matrix }, { gl: context, uniformLocations }) {
      context.uniform1f(uniformLocations.u_scale, pixelRatio / sizeRatio);
      context.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
    }
  };
}

const probe = document.createElement("canvas").getContext("2d");

// A token of the page as [red, green, blue].
export function token(name) {
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#777777";
  const value = parseInt(probe.fillStyle.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export const solid = (rgb) => `rgb(${rgb.join(",")})`;

// WebGL adds what lies below to a colour that is multiplied by its opacity already.
export const sheer = (rgb, opacity) => `rgba(${rgb.map((part) => Math.round(part * opacity)).join(",")},${opacity})`;

export const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

export function written(context, text, x, y, ink, paper) {
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = paper;
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
}
