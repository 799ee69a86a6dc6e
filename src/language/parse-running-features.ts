/** The kinds of features that only baselines know which keep learning. */

import type { Expression, FeatureDeclaration } from './ast.ts';
import { AlertParser } from './parse-alerts.ts';
import { Comma, word } from './tokens.ts';

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** A feature without its name and what may stand behind every one. */
export type FeatureBody = DistributiveOmit<FeatureDeclaration, 'name' | 'span' | 'against' | 'weight'>;

export abstract class RunningFeatureParser extends AlertParser {
  protected readonly runningFeature = this.RULE('runningFeature', (): FeatureBody => {
    return this.OR([
      { ALT: () => this.SUBRULE(this.presence) },
      { ALT: () => this.SUBRULE(this.firstSeen) },
      { ALT: () => this.SUBRULE(this.travel) },
      { ALT: () => this.SUBRULE(this.share) },
      { ALT: () => this.SUBRULE(this.ratio) },
      { ALT: () => this.SUBRULE(this.smoothed) },
      { ALT: () => this.SUBRULE(this.periodic) },
      { ALT: () => this.SUBRULE(this.series) },
      { ALT: () => this.SUBRULE(this.several) },
    ]);
  });

  /** `unusual presence of event_time` */
  protected readonly presence = this.RULE('presence', (): FeatureBody => {
    this.CONSUME(word('unusual'));
    this.CONSUME(word('presence'), { ERR_MSG: '"presence of" and a time after "unusual"' });
    this.CONSUME(word('of'));
    return { kind: 'presence', of: this.SUBRULE(this.sum) };
  });

  /** `first seen client_ip` */
  protected readonly firstSeen = this.RULE('firstSeen', (): FeatureBody => {
    this.CONSUME(word('first'));
    this.CONSUME(word('seen'), { ERR_MSG: '"seen" after "first", like: first seen client_ip' });
    return { kind: 'first seen', of: this.SUBRULE(this.sum) };
  });

  /** `counts of action`, behind `usual` */
  protected readonly usualCounts = this.RULE('usualCounts', (): FeatureBody => {
    this.CONSUME(word('counts'));
    this.CONSUME(word('of'));
    return { kind: 'counts', of: this.SUBRULE(this.sum) };
  });

  /** `places of latitude, longitude`, behind `usual` */
  protected readonly usualPlaces = this.RULE('usualPlaces', (): FeatureBody => {
    this.CONSUME(word('places'));
    this.CONSUME(word('of'));
    const latitude = this.SUBRULE(this.sum);
    this.CONSUME(Comma, { ERR_MSG: '"," and the longitude, like: usual places of latitude, longitude' });
    return { kind: 'places', of: [latitude, this.SUBRULE1(this.sum)] };
  });

  /** `travel speed of latitude, longitude, event_time` */
  protected readonly travel = this.RULE('travel', (): FeatureBody => {
    const example = 'like: travel speed of latitude, longitude, event_time';
    this.CONSUME(word('travel'));
    this.CONSUME(word('speed'), { ERR_MSG: `"speed of" after "travel", ${example}` });
    this.CONSUME(word('of'));
    const latitude = this.SUBRULE(this.sum);
    this.CONSUME(Comma, { ERR_MSG: `"," and the longitude, ${example}` });
    const longitude = this.SUBRULE1(this.sum);
    this.CONSUME1(Comma, { ERR_MSG: `"," and the time, ${example}` });
    return { kind: 'travel', of: [latitude, longitude, this.SUBRULE2(this.sum)] };
  });

  /** `share of outcome = "failure" per day` */
  protected readonly share = this.RULE('share', (): FeatureBody => {
    this.CONSUME(word('share'));
    this.CONSUME(word('of'));
    const of = this.SUBRULE(this.expression);
    return { kind: 'share', of, window: this.SUBRULE(this.window) };
  });

  /** `ratio of sum(rejected) to sum(sent) per day` */
  protected readonly ratio = this.RULE('ratio', (): FeatureBody => {
    this.CONSUME(word('ratio'));
    this.CONSUME(word('of'));
    const of = this.SUBRULE(this.sum);
    this.CONSUME(word('to'), {
      ERR_MSG: '"to" and the whole, like: ratio of sum(rejected) to sum(sent) per day',
    });
    const to = this.SUBRULE1(this.sum);
    return { kind: 'ratio', of, to, window: this.SUBRULE(this.window) };
  });

  /** `smoothed average(value) per 5 minutes with season day` */
  protected readonly smoothed = this.RULE('smoothed', (): FeatureBody => {
    this.CONSUME(word('smoothed'));
    const of = this.SUBRULE(this.sum);
    const window = this.SUBRULE(this.window);
    const season = this.OPTION({
      GATE: () => this.partAhead('with', word('season')),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(Comma));
        return this.SUBRULE(this.season);
      },
    });
    return { kind: 'smoothed', of, window, season: season ?? 'none' };
  });

  protected readonly season = this.RULE('season', (): 'none' | 'day' | 'week' => {
    this.CONSUME(word('with'));
    this.CONSUME(word('season'));
    const { tokenType } = this.OR({
      DEF: [
        { ALT: () => this.CONSUME(word('day')) },
        { ALT: () => this.CONSUME(word('week')) },
        { ALT: () => this.CONSUME(word('none')) },
      ],
      ERR_MSG: 'the season: day, week or none',
    });
    if (tokenType === word('none')) return 'none';
    return tokenType === word('week') ? 'week' : 'day';
  });

  /** `periodic average(value) per 1 hour` */
  protected readonly periodic = this.RULE('periodic', (): FeatureBody => {
    this.CONSUME(word('periodic'));
    const of = this.SUBRULE(this.sum);
    return { kind: 'periodic', of, window: this.SUBRULE(this.window) };
  });

  /** `series of average(value) per 5 minutes` */
  protected readonly series = this.RULE('series', (): FeatureBody => {
    this.CONSUME(word('series'));
    this.CONSUME(word('of'));
    const of = this.SUBRULE(this.sum);
    return { kind: 'series', of, window: this.SUBRULE(this.window) };
  });

  /** `clusters of count(), sum(rows) per day`, `isolation of count(), sum(rows) per day` */
  protected readonly several = this.RULE('several', (): FeatureBody => {
    const of: Expression[] = [];
    const kind = this.OR([
      { ALT: () => this.CONSUME(word('clusters')) },
      { ALT: () => this.CONSUME(word('isolation')) },
    ]);
    this.CONSUME(word('of'));
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        of.push(this.SUBRULE(this.sum));
      },
    });
    const window = this.SUBRULE(this.window);
    return { kind: kind.tokenType === word('clusters') ? 'clusters' : 'isolation', of, window };
  });
}
