import { fieldsOf, isSide, LayerConfig, listOf, Misbuilt, type Fields } from './layer-config.ts';
import { layerRules, type Shape } from './layer-rules.ts';

/** What a topology comes to: its shapes without the batch axis, and the weights it needs by their full names. */
export interface NetworkOutline {
  readonly input: Shape;
  readonly output: Shape;
  readonly weights: ReadonlyMap<string, Shape>;
}

/**
 * Follows the shapes through the `modelTopology` of a layers model (Keras functional or sequential), without building
 * it: one input, one output, each layer used once and after what it needs.
 * @throws Misbuilt for anything that Vigil's models do not have
 */
export function networkOutline(topology: unknown): NetworkOutline {
  const fields = fieldsOf(topology, 'network');
  const { class_name: kind, config } = fieldsOf(fields['model_config'] ?? fields, 'network');
  const walk = new Walk();
  if (kind === 'Sequential') {
    const layers = Array.isArray(config) ? config : fieldsOf(config, 'layers')['layers'];
    return walk.sequence(listOf(layers, 'layers'));
  }
  if (kind === 'Functional' || kind === 'Model') return walk.graph(fieldsOf(config, 'layers'));
  throw new Misbuilt('is not a layers model');
}

class Walk {
  readonly #outputs = new Map<string, Shape>();
  readonly #weights = new Map<string, Shape>();
  #input: Shape | undefined;
  #last = '';

  sequence(layers: readonly unknown[]): NetworkOutline {
    for (const value of layers) {
      const layer = fieldsOf(value, 'layer');
      const config = fieldsOf(layer['config'], 'layer configuration');
      const isFirst = this.#input === undefined;
      if (isFirst && layer['class_name'] !== 'InputLayer') this.#begin('', config);
      this.#add(layer, config, [this.#last]);
    }
    return this.#outline(this.#last);
  }

  graph(network: Fields): NetworkOutline {
    for (const value of listOf(network['layers'], 'layers')) {
      const layer = fieldsOf(value, 'layer');
      const config = fieldsOf(layer['config'], 'layer configuration');
      this.#add(layer, config, sourcesOf(layer['inbound_nodes']));
    }
    const ends = [network['input_layers'], network['output_layers']].map((list) => {
      const joints = listOf(list, 'input or output');
      const [name] = joints.length === 1 ? listOf(joints[0], 'input or output') : [];
      if (typeof name !== 'string') throw new Misbuilt('has not one input and one output');
      return name;
    });
    if (!this.#outputs.has(ends[0] as string)) throw new Misbuilt('has no input');
    return this.#outline(ends[1] as string);
  }

  #add(layer: Fields, config: Fields, sources: readonly string[]): void {
    const name = config['name'] ?? layer['name'];
    if (typeof name !== 'string' || this.#outputs.has(name)) throw new Misbuilt('has two layers of one name');
    if (layer['class_name'] === 'InputLayer') return this.#begin(name, config);
    const rule = Object.hasOwn(layerRules, String(layer['class_name']))
      ? layerRules[String(layer['class_name'])]
      : undefined;
    if (!rule) throw new Misbuilt(`has a layer "${String(layer['class_name'])}", which Vigil does not run`);
    const inputs = sources.map((source) => {
      const shape = this.#outputs.get(source);
      if (!shape) throw new Misbuilt(`joins the layer ${name} to one that does not stand before it`);
      return shape;
    });
    const { output, weights } = rule(inputs, new LayerConfig(config, name));
    this.#outputs.set(name, output);
    this.#last = name;
    for (const [suffix, shape] of Object.entries(weights)) this.#weights.set(`${name}/${suffix}`, shape);
  }

  #begin(name: string, config: Fields): void {
    const shape = listOf(config['batch_input_shape'], 'input shape').slice(1);
    if (this.#input || shape.length === 0 || !shape.every(isSide))
      throw new Misbuilt('has not one input of a fixed shape');
    this.#input = shape;
    this.#outputs.set(name, shape);
    this.#last = name;
  }

  #outline(last: string): NetworkOutline {
    const output = this.#outputs.get(last);
    if (!this.#input || !output) throw new Misbuilt('has no output');
    return { input: this.#input, output, weights: this.#weights };
  }
}

/** Names of the layers that a layer takes its inputs from. */
function sourcesOf(nodes: unknown): string[] {
  const [node = [], ...others] = listOf(nodes, 'joints between layers');
  if (others.length > 0) throw new Misbuilt('uses a layer twice');
  return listOf(node, 'joints between layers').map((joint) => {
    const [name, ...indices] = listOf(joint, 'joints between layers');
    if (typeof name !== 'string' || indices[0] !== 0 || indices[1] !== 0)
      throw new Misbuilt('uses a layer twice');
    return name;
  });
}
