/** How large the live figures are measured. */

export interface LivePlan {
  readonly keys: number;
  /** Read from topic to topic. */
  readonly records: number;
  readonly latencySeconds: number;
}

export const wholeLivePlan: LivePlan = { keys: 1_000_000, records: 2_000_000, latencySeconds: 20 };

export const quickLivePlan: LivePlan = { keys: 50_000, records: 200_000, latencySeconds: 5 };
