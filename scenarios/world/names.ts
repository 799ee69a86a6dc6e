/** Names of people by country, one for each index, so that no name depends on who else there is. */
import type { Country } from './calendar.ts';

export interface PersonName {
  readonly given: string;
  readonly family: string;
  /** As printed in a staff list: family name first in China. */
  readonly full: string;
  /** 2 and up when the lists have been walked through before; 1 otherwise. */
  readonly round: number;
}

interface NameLists {
  readonly families: readonly string[];
  readonly givens: readonly string[];
}

const lists: Readonly<Record<Country, NameLists>> = {
  CN: {
    families: words(
      'Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Ma Luo Liang Song Zheng Xie Han ' +
        'Tang Feng Yu Dong Xiao Cheng Cao Yuan Deng Fu Shen Zeng Peng Lu Su Jiang Cai Jia Ding Wei Xue Ye',
    ),
    givens: words(
      'Wei Fang Na Min Jing Lei Qiang Jun Yang Yong Yan Jie Juan Tao Ming Chao Xia Ping Gang Hong Hui Ying Ling ' +
        'Bo Kai Xin Hao Yu Peng Fei Bin Rui Ting Lin Jian Dan Xiaoming Xiaohong Zihan Haoran Yuxuan Yichen Mengyao ' +
        'Jiahui Zhiqiang Guoqiang Jianguo Xiuying Guihua Yulan Wenjie Wenbo Siyuan Tianyu Ruoxi Shuyi Yifan Zixuan ' +
        'Haitao Liping Xuemei Chunhua Zhenyu Jiaqi Meilin Qingyun Yanan Dongmei Weiwei',
    ),
  },
  DE: {
    families: words(
      'Mueller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf ' +
        'Neumann Schwarz Zimmermann Braun Krueger Hartmann Lange Werner Krause Lehmann Koehler Yilmaz Nowak Kaya',
    ),
    givens: words(
      'Anna Lukas Julia Felix Laura Jonas Lena Maximilian Sophie Paul Katharina Tobias Sarah Sebastian Nina Florian ' +
        'Christina Markus Stefanie Andreas Claudia Thomas Petra Jan Miriam Emre Elif Kasia Oliver Birgit Matthias',
    ),
  },
  US: {
    families: words(
      'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Anderson Taylor Thomas Moore ' +
        'Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Nguyen Patel Kim Rivera',
    ),
    givens: words(
      'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph ' +
        'Jessica Thomas Karen Daniel Emily Matthew Ashley Anthony Priya Carlos Maria Kevin Grace Andrew Olivia Minh',
    ),
  },
};

/** Different indexes of a country get different names until its lists are used up; then `round` goes up by one. */
export function nameOf(country: Country, index: number): PersonName {
  const { families, givens } = lists[country];
  const total = families.length * givens.length;
  // A step that shares no divisor with the total visits every pair once, in an order that looks unsorted.
  const place = (index * stepFor(total) + 17) % total;
  const family = families[place % families.length]!;
  const given = givens[Math.floor(place / families.length)]!;
  const full = country === 'CN' ? `${family} ${given}` : `${given} ${family}`;
  return { given, family, full, round: Math.floor(index / total) + 1 };
}

function stepFor(total: number): number {
  let step = Math.floor(total * 0.618);
  while (greatestDivisor(step, total) !== 1) step++;
  return step;
}

function greatestDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestDivisor(right, left % right);
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
