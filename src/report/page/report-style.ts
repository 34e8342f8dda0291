/** Set for A4; the same sheet reads on a screen. */
export const reportStyle = `
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; } }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; padding: 8mm 4mm; background: #fff; color: #14181d; font: 10pt/1.4 system-ui, sans-serif; }
h1 { margin: 0 0 4mm; font-size: 20pt; line-height: 1.2; }
h2 { margin: 8mm 0 2mm; font-size: 13pt; }
h3 { margin: 5mm 0 1.5mm; font-size: 10.5pt; }
h1, h2, h3 { break-after: avoid; overflow-wrap: anywhere; }
.kind { margin: 0; color: #4b5661; letter-spacing: .06em; text-transform: uppercase; font-size: 8.5pt; }
table { width: 100%; border-collapse: collapse; font-size: 9pt; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 1mm 2mm 1mm 0; border-bottom: .25mm solid #d5dbe0; text-align: left; vertical-align: top; }
.facts td, .wide { overflow-wrap: anywhere; }
.wide { min-width: 16mm; }
.tight, .grid th { white-space: nowrap; }
.facts th { width: 46mm; font-weight: normal; color: #4b5661; }
.grid th { font-size: 8pt; color: #4b5661; }
.grid + .grid { margin-top: 4mm; }
thead { display: table-header-group; }
tr, .timeline, img { break-inside: avoid; }
code { font: 8.5pt/1.3 ui-monospace, monospace; overflow-wrap: anywhere; }
.note { white-space: pre-wrap; overflow-wrap: anywhere; }
.clip { border-top: .5mm solid #14181d; margin-top: 8mm; }
.clip > h2 { margin-top: 3mm; }
td img { display: block; width: 34mm; height: auto; }
.swatch svg { width: 2.6mm; height: 2.6mm; margin-right: 1.2mm; }
.timeline { display: block; width: 100%; height: auto; font: 13px system-ui, sans-serif; }
.timeline .ground { opacity: .35; }
.timeline .curve { stroke: #14181d; stroke-width: .9; }
.timeline rect { stroke-width: 1.5; }
.timeline .confirmed { fill-opacity: .75; }
.timeline .unreviewed { fill-opacity: .3; }
.timeline .rejected { fill: none; stroke-dasharray: 4 3; }
.timeline .tick { stroke: #9aa4ad; stroke-width: .5; }
.timeline .time { font-size: 11px; fill: #4b5661; }
.log table { font-size: 8pt; }
a { color: inherit; }
@media print { body { max-width: none; padding: 0; } }
`;
