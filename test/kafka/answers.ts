/** Whether a broker answers: the first thing that any client asks it. */

import { Kafka, logLevel } from 'kafkajs';

/** A broker of the loopback that takes longer is not there yet. */
const answerMsMax = 2_000;

/** Asks once for the cluster's brokers. Never throws for a broker that is not there, or not ready. */
export async function answers(address: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: [address],
    clientId: 'plumbline-look',
    logLevel: logLevel.NOTHING,
    connectionTimeout: answerMsMax,
    requestTimeout: answerMsMax,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    return brokers.length > 0;
  } catch {
    // Refused, cut off or too slow: all of them are the answer "not yet".
    return false;
  } finally {
    await admin.disconnect();
  }
}
