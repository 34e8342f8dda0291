/** HTML that is safe to put into a page: its own text escaped already. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | readonly Part[];

/**
 * HTML from a template. Every value is escaped, as text or inside a quoted attribute, unless it is {@link Markup}; null
 * is nothing, and a list is its items one after the other.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, next, index) => text + render(parts[index - 1] ?? null) + next));
}

function render(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escape(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes the five characters that mean something, and shows control and text-direction characters as '\u{…}'. */
function escape(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] as string)
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      character === '\n' ? '\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

/** A table whose first column names the rows; rows without a value are left out. */
export function factTable(rows: readonly (readonly [name: string, value: Part])[]): Markup {
  return html`<table class="facts">
    ${rows
      .filter(([, value]) => value !== null && value !== '')
      .map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr> `,
      )}
  </table>`;
}

/** Columns of free text, which may break anywhere; all others stay on one line. */
const wideColumns = new Set(['File', 'Class', 'Review', 'Note', 'Text', 'Who', 'What']);

/** A table with a heading row. */
export function gridTable(
  heads: readonly string[],
  rows: readonly (readonly Part[])[],
  name: string,
): Markup {
  const kind = heads.map((head) => (wideColumns.has(head) ? 'wide' : 'tight'));
  return html`<table class="grid">
    <caption>
      ${name}
    </caption>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell, column) => html`<td class="${kind[column] ?? 'tight'}">${cell}</td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}
