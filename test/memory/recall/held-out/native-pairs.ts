import type { HeldOutPair } from './held-out-pair.js';

/** C, C++, Swift, Zig, Solidity, VHDL and scripts: something that was said applies. */
export const NATIVE_PAIRS: readonly HeldOutPair[] = [
  {
    name: 'c: heap on the device',
    title: 'Buffer telemetry while the radio sleeps',
    files: { 'firmware/radio/queue.c': ['frame_t *f = malloc(sizeof(*f) * depth);', 'if (!f) return -ENOMEM;'] },
    finding: {
      title: 'Heap memory is never released',
      body: 'The frames that malloc returns are kept until the next reboot.',
      quote: 'frame_t *f = malloc(sizeof(*f) * depth);',
    },
    right: {
      text: 'malloc at boot is OK in firmware/radio, we never free: the pool lives as long as the device does.',
    },
    wrong: [
      { text: 'Telemetry is dropped first when flash gets tight.' },
      { text: 'Never call malloc from an interrupt handler.', in: 'firmware/isr/**' },
    ],
  },
  {
    name: 'c: goto',
    title: 'Release the mutex on each way out',
    files: { 'drivers/spi/transfer.c': ['if (rc < 0)', '\tgoto out_unlock;'] },
    finding: {
      title: 'goto makes the flow hard to follow',
      body: 'A helper that returns early would do without a jump.',
      quote: '\tgoto out_unlock;',
    },
    right: { text: 'goto for cleanup labels is house style in drivers, pls stop flagging it', in: 'drivers/**' },
    wrong: [
      { text: 'A mutex must be taken in the order of the table in locking.md.' },
      { text: 'SPI transfers longer than 4 kB go through DMA.' },
    ],
  },
  {
    name: 'c++: raw pointers into the scene',
    title: 'Let particles follow their emitter',
    files: { 'engine/particles/emitter.cpp': ['Node* parent_ = scene.find(name);', 'parent_->attach(this);'] },
    finding: {
      title: 'A raw pointer may outlive its node',
      body: 'parent_ is dereferenced without knowing that the scene still owns it.',
      quote: 'Node* parent_ = scene.find(name);',
    },
    right: { text: 'Raw Node pointers are non-owning handles here: the scene owns every node for the whole level.' },
    wrong: [
      { text: 'Emitters are capped at 64 particles on handhelds.' },
      { text: 'Use unique_ptr for everything that the asset loader returns.', in: 'engine/assets/**' },
    ],
  },
  {
    name: 'c++: exceptions off',
    title: 'Open the level pack',
    files: { 'engine/io/pack.cpp': ['if (!file.good()) throw std::runtime_error("pack");'] },
    finding: {
      title: 'throw in code that is built without exceptions',
      body: 'The build has -fno-exceptions, so that this ends the process.',
      quote: 'if (!file.good()) throw std::runtime_error("pack");',
    },
    right: {
      text: 'Nothing in engine/ may throw, return a Status instead. Terminating via throw is wrong even at startup.',
    },
    wrong: [{ text: 'Level packs are signed by the publisher.' }, { text: 'Tools may throw freely.', in: 'tools/**' }],
  },
  {
    name: 'swift: force unwrap of outlets',
    title: 'Show the insulin curve on the home screen',
    files: { 'Glucose/Home/HomeController.swift': ['@IBOutlet var chart: CurveView!', 'chart.points = curve'] },
    finding: {
      title: 'Implicitly unwrapped optional',
      body: 'chart crashes when the view is not loaded.',
      quote: '@IBOutlet var chart: CurveView!',
    },
    right: { text: 'IBOutlets stay implicitly unwrapped, that is what Interface Builder gives us.' },
    wrong: [
      { text: 'Curves are drawn with at most 288 points a day.' },
      { text: 'Optional readings are shown as a dash, not as zero.' },
    ],
  },
  {
    name: 'swift: weak self',
    title: 'Refresh the basal rate once an hour',
    files: { 'Glucose/Basal/Refresher.swift': ['Task {', '  await self.refresh()', '}'] },
    finding: {
      title: 'self is captured strongly by the task',
      body: 'The task keeps the refresher alive; use [weak self].',
      quote: '  await self.refresh()',
    },
    right: { text: 'No need for [weak self] in short Tasks: they end by themselves and release what they captured.' },
    wrong: [
      { text: 'Basal rates change only after a doctor has confirmed them.' },
      { text: 'Refresh on pull is off while a pump is paired.' },
    ],
  },
  {
    name: 'zig: undefined arrays',
    title: 'Parse the NMEA sentence without a copy',
    files: { 'gps/nmea.zig': ['var fields: [20][]const u8 = undefined;', 'const n = split(line, &fields);'] },
    finding: {
      title: 'An array is left undefined',
      body: 'Fields beyond n hold garbage that a later read returns.',
      quote: 'var fields: [20][]const u8 = undefined;',
    },
    right: {
      text: 'Scratch arrays may start as undefined in the parsers, we only ever read up to the count.',
      in: 'gps/**',
    },
    wrong: [
      { text: 'Sentences with a bad checksum are counted and dropped.' },
      { text: 'Fields of a fix are in degrees, never in radians.' },
    ],
  },
  {
    name: 'solidity: block timestamp',
    title: 'Open the auction for a day',
    files: { 'contracts/Auction.sol': ['require(block.timestamp < opened + 1 days, "closed");'] },
    finding: {
      title: 'Time of the block can be moved by a validator',
      body: 'block.timestamp may be off by several seconds.',
      quote: 'require(block.timestamp < opened + 1 days, "closed");',
    },
    right: { text: 'block.timestamp is good enough for anything that lasts longer than an hour (audit 2025, item 9).' },
    wrong: [
      { text: 'Auctions may be cancelled by the seller until the first bid.' },
      { text: 'require strings are at most 32 bytes.' },
    ],
  },
  {
    name: 'vhdl: latches',
    title: 'Mux for the second ADC',
    files: { 'fpga/rtl/adc_mux.vhd': ["sel <= '1' when ch = 2 else sel;"] },
    finding: {
      title: 'This infers a latch',
      body: 'sel keeps its value without a clock.',
      quote: "sel <= '1' when ch = 2 else sel;",
    },
    right: { text: 'The latch on sel is intentional, it holds while the ADC settles.', in: 'fpga/rtl/adc_mux.vhd' },
    wrong: [
      { text: 'No latch in the CPU core, synthesis warnings are errors there.', in: 'fpga/cpu/**' },
      { text: 'The second ADC is only fitted on rev C boards.' },
    ],
  },
  {
    name: 'lua: globals',
    title: 'Spawn wolves at night',
    files: { 'scripts/spawn/wolves.lua': ['WOLF_COUNT = 4', 'spawn("wolf", WOLF_COUNT)'] },
    finding: {
      title: 'A global variable is written',
      body: 'WOLF_COUNT is missing local and can be seen by every script.',
      quote: 'WOLF_COUNT = 4',
    },
    right: { text: 'Tunables in upper case are global on purpose, designers change them from the console.' },
    wrong: [
      { text: 'Wolves never spawn in the first region.' },
      { text: 'spawn() is rate limited by the server, not by scripts.' },
    ],
  },
  {
    name: 'r: attach',
    title: 'Quarterly table of claims',
    files: { 'analysis/claims/quarterly.R': ['attach(claims)', 'aggregate(paid ~ quarter, FUN = sum)'] },
    finding: {
      title: 'attach() puts columns in the search path',
      body: 'A column hides a function of the same name.',
      quote: 'attach(claims)',
    },
    right: {
      text: 'attach() in one-off analysis scripts doesn’t matter, they are run once and archived.',
      in: 'analysis/**',
    },
    wrong: [
      { text: 'Claims below 50 are not in any published table.' },
      { text: 'Quarters follow the fiscal year of the reinsurer.' },
    ],
  },
  {
    name: 'julia: type instability',
    title: 'Faster kriging for the ore model',
    files: { 'src/Kriging.jl': ['weights = []', 'for p in points push!(weights, kernel(p)) end'] },
    finding: {
      title: 'weights is a Vector{Any}',
      body: 'Each push boxes its value; give the vector an element type.',
      quote: 'weights = []',
    },
    right: {
      text: 'In Julia code give every collection a concrete element type: untyped [] has bitten us in each profile.',
    },
    wrong: [
      { text: 'Ore models are rebuilt from scratch after each survey.' },
      { text: 'Kernels are compared with the reference of the university.' },
    ],
  },
  {
    name: 'ansible: shell module',
    title: 'Rotate the certificates of the brokers',
    files: { 'roles/broker/tasks/certs.yml': ['- name: reload', '  shell: systemctl reload mosquitto'] },
    finding: {
      title: 'shell where a module exists',
      body: 'The systemd module tells whether something changed.',
      quote: '  shell: systemctl reload mosquitto',
    },
    right: { text: 'reload via shell is fine for mosquitto: the systemd module restarts it, and that drops sessions.' },
    wrong: [
      { text: 'Certificates of brokers are valid for 90 days.' },
      { text: 'Use the shell module only with changed_when.', in: 'roles/database/**' },
    ],
  },
  {
    name: 'make: recursive',
    title: 'Build the bootloader along with the image',
    files: { Makefile: ['boot:', '\t$(MAKE) -C bootloader all'] },
    finding: {
      title: 'Recursive make loses dependencies',
      body: 'A change in bootloader is not seen by the outer Makefile.',
      quote: '\t$(MAKE) -C bootloader all',
    },
    right: { text: 'bootloader is vendored with its own Makefile; calling make -C on it stays.' },
    wrong: [
      { text: 'Images are signed after the build, not by it.' },
      { text: 'The outer build must finish within eight minutes on CI.' },
    ],
  },
  {
    name: 'cmake: glob',
    title: 'Pick up the new codecs',
    files: { 'codecs/CMakeLists.txt': ['file(GLOB SOURCES *.cc)', 'add_library(codecs ${SOURCES})'] },
    finding: {
      title: 'file(GLOB) misses files that are added later',
      body: 'CMake does not run again when a source appears.',
      quote: 'file(GLOB SOURCES *.cc)',
    },
    right: { text: 'List sources by name in CMake. file(GLOB …) broke two releases.' },
    wrong: [{ text: 'New codecs need a fuzz target before they ship.' }, { text: 'Libraries are static on Windows.' }],
  },
  {
    name: 'assembly comments',
    title: 'Unroll the inner loop of the FIR filter',
    files: { 'dsp/fir.s': ['vmla.f32 q0, q8, d0[0]', 'vmla.f32 q1, q9, d0[1]'] },
    finding: {
      title: 'Instructions without any comment',
      body: 'Nobody will know which tap each line belongs to.',
      quote: 'vmla.f32 q0, q8, d0[0]',
    },
    right: { text: 'Every assembly line needs a comment with its tap or register role.', in: '**/*.s' },
    wrong: [
      { text: 'Filters run at 48 kHz; other rates are resampled before.' },
      { text: 'Loops in the decoder are not unrolled, the cache is too small.', in: 'decoder/**' },
    ],
  },
];
