/** The child process of the numeric series: prints what all detectors score as one line of JSON. */

import { metricsFigures } from './metrics-figures.ts';
import { readSeries } from './series.ts';

export interface MetricsTask {
  readonly folder: string;
  readonly rulesFolder: string;
}

const { folder, rulesFolder } = JSON.parse(process.argv[2]) as MetricsTask;
console.log(JSON.stringify(metricsFigures(readSeries(folder), rulesFolder)));
