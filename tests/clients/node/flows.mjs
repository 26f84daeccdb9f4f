// What people do with the official Node SDK, each flow as they would write it.
//   node flows.mjs NAME   runs one and prints what it saw as JSON.

import { createReadStream, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import { zodFunction, zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';

const MODEL = 'gpt-5.5';
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const client = new OpenAI({ maxRetries: 0 });
const administrator = new OpenAI({ maxRetries: 0, adminAPIKey: process.env.OPENAI_ADMIN_KEY });

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    return {
      class: error.constructor.name,
      status: error.status,
      code: error.code,
      type: error.type,
      param: error.param,
      hasRequestId: Boolean(error.requestID),
      message: error.message,
    };
  }
  throw new Error('nothing was refused');
}

async function collected(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const flows = {
  async response() {
    const response = await client.responses.create({
      model: MODEL,
      instructions: 'You are a coding assistant that talks like a pirate',
      input: 'Are semicolons optional in JavaScript?',
    });
    return { text: response.output_text, status: response.status, requestId: response._request_id };
  },

  async responseStream() {
    const stream = await client.responses.create({ model: MODEL, input: 'Say "Sheep sleep deep".', stream: true });
    const events = await collected(stream);
    const deltas = events.filter((event) => event.type === 'response.output_text.delta');
    return {
      types: events.map((event) => event.type),
      numbers: events.map((event) => event.sequence_number),
      text: deltas.map((event) => event.delta).join(''),
      final: events.at(-1).response.output.at(-1).content[0].text,
    };
  },

  async backgroundStream() {
    const stream = await client.responses.create({ model: MODEL, input: 'Count to ten.', background: true, stream: true });
    const events = await collected(stream);
    const id = events[0].response.id;
    const resumed = await collected(await client.responses.retrieve(id, { stream: true, starting_after: 2 }));
    return {
      types: events.map((event) => event.type),
      first: events[0].response.status,
      last: events.at(-1).response.status,
      resumed: resumed.map((event) => event.sequence_number),
    };
  },

  async responseStreamHelper() {
    const stream = client.responses.stream({ model: MODEL, input: 'Count to ten.', background: true });
    const seen = [];
    for await (const event of stream) seen.push(event.type);
    const final = await stream.finalResponse();
    return { seen, text: final.output_text, status: final.status };
  },

  async chat() {
    const completion = await client.chat.completions.create({
      model: MODEL,
      messages: [
        { role: 'developer', content: 'Talk like a pirate.' },
        { role: 'user', content: 'Are semicolons optional in JavaScript?' },
      ],
    });
    return { text: completion.choices[0].message.content, model: completion.model, usage: completion.usage };
  },

  async chatStream() {
    const stream = client.chat.completions.stream({
      model: MODEL,
      messages: [{ role: 'user', content: 'Say this is a test' }],
      stream_options: { include_usage: true },
    });
    let text = '';
    stream.on('content', (delta) => (text += delta));
    const final = await stream.finalChatCompletion();
    return { text, final: final.choices[0].message.content, usage: final.usage };
  },

  async vision() {
    const response = await client.responses.create({
      model: MODEL,
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is in this image?' },
            { type: 'input_image', image_url: `data:image/png;base64,${PIXEL}` },
          ],
        },
      ],
    });
    return { text: response.output_text };
  },

  async conversationByHand() {
    const input = [{ role: 'user', content: 'Name a bicycle part.' }];
    const first = await client.responses.create({ model: MODEL, input, store: false, include: ['reasoning.encrypted_content'] });
    input.push(...first.output, { role: 'user', content: 'And another.' });
    const second = await client.responses.create({ model: MODEL, input, store: false });
    const linked = await client.responses.create({
      model: MODEL,
      input: 'Thanks.',
      previous_response_id: (await client.responses.create({ model: MODEL, input: 'Hello' })).id,
    });
    return { second: second.output_text, linked: linked.output_text };
  },

  async files() {
    const path = join(tmpdir(), `input-${process.pid}.jsonl`);
    const line = { messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' }] };
    writeFileSync(path, `${JSON.stringify(line)}\n`);
    const made = [
      await client.files.create({ file: createReadStream(path), purpose: 'fine-tune' }),
      await client.files.create({ file: new File(['my bytes'], 'input.txt'), purpose: 'user_data' }),
      await client.files.create({ file: await toFile(Buffer.from('my bytes'), 'buffer.txt'), purpose: 'assistants' }),
    ];
    const ready = await client.files.waitForProcessing(made[0].id);
    const names = [];
    for await (const file of client.files.list({ limit: 1 })) names.push(file.filename);
    const content = await (await client.files.content(made[1].id).catch(() => new Response('refused'))).text();
    for (const file of made) await client.files.delete(file.id);
    return { status: ready.status, names, content, left: (await client.files.list()).data.length };
  },

  async errors() {
    return {
      missing: await refused(client.files.retrieve('file-abc123')),
      bad: await refused(client.fineTuning.jobs.create({ model: 'gpt-4o', training_file: 'file-abc123' })),
      key: await refused(new OpenAI({ apiKey: 'wrong', maxRetries: 0 }).models.list()),
      temperature: await refused(
        client.chat.completions.create({ model: 'gpt-4.1', temperature: 3, messages: [{ role: 'user', content: 'x' }] }),
      ),
      empty: await refused(client.chat.completions.create({ model: MODEL, messages: [] })),
    };
  },

  // The test lets the emulator fail twice before it answers.
  async retries() {
    const patient = new OpenAI({ maxRetries: 3 });
    const completion = await patient.chat.completions.create({ model: MODEL, messages: [{ role: 'user', content: 'Hi' }] });
    return { text: completion.choices[0].message.content };
  },

  async rawAnswer() {
    const { data, response, request_id } = await client.chat.completions
      .create({ model: MODEL, messages: [{ role: 'user', content: 'Hi' }] })
      .withResponse();
    const names = [...response.headers.keys()];
    return { id: data.id, request_id, status: response.status, headers: names };
  },

  async structured() {
    const Step = z.object({ explanation: z.string(), output: z.string() });
    const Answer = z.object({ steps: z.array(Step), final_answer: z.string() });
    const completion = await client.chat.completions.parse({
      model: MODEL,
      messages: [{ role: 'user', content: 'solve 8x + 31 = 2' }],
      response_format: zodResponseFormat(Answer, 'math'),
    });
    const response = await client.responses.parse({
      model: MODEL,
      input: 'solve 8x + 31 = 2',
      text: { format: zodTextFormat(Answer, 'math') },
    });
    return { chat: completion.choices[0].message.parsed, response: response.output_parsed };
  },

  async tools() {
    const asked = [];
    const runner = client.chat.completions.runTools({
      model: MODEL,
      messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
      tools: [
        zodFunction({
          name: 'get_weather',
          description: 'Get the weather of a city',
          parameters: z.object({ city: z.string().describe('Name of the city') }),
          function: async (given) => {
            asked.push(given);
            return { celsius: 21 };
          },
        }),
      ],
    });
    const text = await runner.finalContent();
    return { asked, text, roles: runner.messages.map((message) => message.role) };
  },

  async responseTools() {
    const tools = [
      {
        type: 'function',
        name: 'get_horoscope',
        description: "Get today's horoscope for an astrological sign.",
        strict: true,
        parameters: {
          type: 'object',
          properties: { sign: { type: 'string', description: 'An astrological sign like Taurus or Aquarius' } },
          required: ['sign'],
          additionalProperties: false,
        },
      },
    ];
    const input = [{ role: 'user', content: 'What is my horoscope? I am an Aquarius.' }];
    const first = await client.responses.create({ model: MODEL, tools, input });
    const calls = first.output.filter((item) => item.type === 'function_call');
    input.push(...first.output);
    for (const call of calls) {
      input.push({ type: 'function_call_output', call_id: call.call_id, output: JSON.stringify({ horoscope: 'Otters.' }) });
    }
    const second = await client.responses.create({ model: MODEL, tools, input });
    return { calls: calls.map((call) => [call.name, JSON.parse(call.arguments)]), text: second.output_text };
  },

  async embeddings() {
    const texts = ['a red bicycle', 'a bicycle that is red', 'the price of coal'];
    const { data, usage } = await client.embeddings.create({ model: 'text-embedding-3-small', input: texts, dimensions: 64 });
    const dot = (a, b) => a.embedding.reduce((sum, value, index) => sum + value * b.embedding[index], 0);
    return { sizes: data.map((each) => each.embedding.length), near: dot(data[0], data[1]), far: dot(data[0], data[2]), usage };
  },

  async moderation() {
    const { results } = await client.moderations.create({
      model: 'omni-moderation-latest',
      input: [{ type: 'text', text: 'I will kill you.' }],
    });
    return { flagged: results[0].flagged, categories: Object.entries(results[0].categories).filter(([, value]) => value).map(([name]) => name) };
  },

  async image() {
    const { data } = await client.images.generate({ model: 'gpt-image-2', prompt: 'A red bicycle', size: '1024x1024' });
    return { magic: Buffer.from(data[0].b64_json, 'base64').subarray(1, 4).toString() };
  },

  async audio() {
    const speech = await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello there', response_format: 'wav' });
    const bytes = Buffer.from(await speech.arrayBuffer());
    const transcript = await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: await toFile(bytes, 'speech.wav') });
    return { magic: bytes.subarray(0, 4).toString(), text: transcript.text };
  },

  async batch() {
    const lines = [1, 2, 3].map((number) =>
      JSON.stringify({
        custom_id: `request-${number}`,
        method: 'POST',
        url: '/v1/chat/completions',
        body: { model: MODEL, messages: [{ role: 'user', content: `Number ${number}` }] },
      }),
    );
    const file = await client.files.create({ file: await toFile(Buffer.from(lines.join('\n')), 'batch.jsonl'), purpose: 'batch' });
    let batch = await client.batches.create({ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' });
    const first = batch.status;
    const end = Date.now() + 60_000;
    while (!['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) {
      if (Date.now() > end) throw new Error(`the batch is still ${batch.status}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      batch = await client.batches.retrieve(batch.id);
    }
    const output = await (await client.files.content(batch.output_file_id)).text();
    return { first, status: batch.status, ids: output.trim().split('\n').map((line) => JSON.parse(line).custom_id) };
  },

  async vectorStore() {
    const store = await client.vectorStores.create({ name: 'Handbook' });
    const batch = await client.vectorStores.fileBatches.uploadAndPoll(
      store.id,
      {
        files: [
          await toFile(Buffer.from('A bent frame is never ridden again.'), 'frames.txt'),
          await toFile(Buffer.from('Invoices are paid within thirty days.'), 'invoices.txt'),
        ],
      },
      { pollIntervalMs: 50 },
    );
    const found = await client.vectorStores.search(store.id, { query: 'Who rides a bent frame?' });
    const answer = await client.responses.create({
      model: MODEL,
      input: 'Who rides a bent frame?',
      tools: [{ type: 'file_search', vector_store_ids: [store.id] }],
      include: ['file_search_call.results'],
    });
    const call = answer.output.find((item) => item.type === 'file_search_call');
    return { counts: batch.file_counts, best: found.data[0].filename, called: call.results[0].filename };
  },

  async conversation() {
    const conversation = await client.conversations.create({ metadata: { topic: 'demo' }, items: [{ type: 'message', role: 'user', content: 'Hello!' }] });
    await client.responses.create({ model: MODEL, conversation: conversation.id, input: 'And now?' });
    const roles = [];
    for await (const item of client.conversations.items.list(conversation.id, { order: 'asc', limit: 2 })) {
      if (item.type === 'message') roles.push(item.role);
    }
    await client.conversations.delete(conversation.id);
    return { roles };
  },

  async fineTune() {
    const line = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' }] });
    const file = await client.files.create({ file: await toFile(Buffer.from(`${line}\n`.repeat(10)), 'train.jsonl'), purpose: 'fine-tune' });
    let job = await client.fineTuning.jobs.create({ model: 'gpt-4.1-mini-2025-04-14', training_file: file.id, suffix: 'tone' });
    const end = Date.now() + 60_000;
    while (!['succeeded', 'failed', 'cancelled'].includes(job.status)) {
      if (Date.now() > end) throw new Error(`the job is still ${job.status}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      job = await client.fineTuning.jobs.retrieve(job.id);
    }
    const events = [];
    for await (const event of client.fineTuning.jobs.listEvents(job.id, { limit: 2 })) events.push(event.message);
    const answer = await client.chat.completions.create({ model: job.fine_tuned_model, messages: [{ role: 'user', content: 'Hi' }] });
    return { status: job.status, model: job.fine_tuned_model, events: events.length, text: answer.choices[0].message.content };
  },

  async upload() {
    const bytes = Buffer.from('part one, part two');
    const upload = await client.uploads.create({ filename: 'parts.txt', bytes: bytes.length, mime_type: 'text/plain', purpose: 'user_data' });
    const parts = [];
    for (const piece of [bytes.subarray(0, 9), bytes.subarray(9)]) {
      parts.push((await client.uploads.parts.create(upload.id, { data: await toFile(piece, 'part') })).id);
    }
    const done = await client.uploads.complete(upload.id, { part_ids: parts });
    return { status: done.status, bytes: done.file.bytes, purpose: done.file.purpose };
  },

  async administration() {
    const { admin } = administrator;
    const project = await admin.organization.projects.create({ name: 'From Node' });
    const account = await admin.organization.projects.serviceAccounts.create(project.id, { name: 'robot' });
    const limits = await admin.organization.projects.rateLimits.listRateLimits(project.id, { limit: 1000 });
    const names = [];
    for await (const each of admin.organization.projects.list({ limit: 1 })) names.push(each.name);
    const archived = await admin.organization.projects.archive(project.id);
    return { kind: account.object, limits: limits.data.length > 0, names, status: archived.status };
  },
};

const name = process.argv[2];
console.log(JSON.stringify(await flows[name]()));
