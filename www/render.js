// State to DOM, nothing else.
//
// What the browser tests hold on to, and so what must not be renamed lightly:
//   html[data-phase]      idle | reading | finding | classifying | comparing | judging | saving | making | done | error; absent until the page has started
//   html[data-theme]      light | dark, where the person chose one
//   #drop-zone #file-input #choose-folder #folder-input   ways in;  #sample-table #sample-normal -fibrillation -bigeminy -exercise -st -record   the built-in ones
//   #progress #cancel     while a job runs;  #error-text inside #error, shown after a failure;  #dismiss
//   .term [data-tip] #tip   a term with its sentence, and where it is told
//   #headline #about      the sentence of the last result, and what the file is
//   #counts [data-class=N][data-count=12]   the count of a class;  #unsure   of how many of all it is not sure
//   #beats #confusion        canvases;  [aria-label] says what is drawn
//   #confusion-table td[data-truth=N][data-said=V] button   a cell;  #cell #cell-words #cell-beats #cell-back -on   its beats;  #scores tr[data-score=N]   a class's scores
//   #recordings           the select of a drop that holds several;  #recordings-label says which of how many;  #from-report
//   #reading #read-as     how the file was read, unfolded and in a line;  #findings [data-about=rate]   a finding
//   #correct              the form of corrections: #correct-rate -unit -gain -layout -time -delimiter -decimal, #correct-leads input,
//                         #fault-rate -gain -leads, #read-again, #undo
//   #trace #overview #window   the paper, all of the recording above it, and which part of it the paper shows;  #trace-words   in words
//   #trace-clean -raw -both -split   how it is drawn;  #look-lead #look-beats   which lead is analysed, whose beats
//   #go-first -back -on -last #zoom-in -out -whole #speed #gain #layout #odd-back #odd-on #go #go-to   move about the paper
//   #measure #calipers #caliper-a -b -high -low #caliper-words #march-on   measure by hand;  #beat-panel #beat-title #beat-rows   the beat that was picked
//   #listen #listen-pace #listen-at #tones   the beats as tones, a line where it is, and which tone is which;  #fault-listen   why there is no sound
//   #tour-offer #tour-yes #tour-no #tour #tour-at -title -words -back -on -skip   the first look around;  .toured   the place that it speaks of
//   #to-help #help #help-keys #help-tour #help-keyed #help-close   keys and help
//   #kept #forget         says that how the person likes to see is kept, where it is, and takes it back
//   #panels a[data-panel=rhythm][aria-current]   the way around: a link for each panel that is there, the one that is read marked
//   #beats-from #reversed #quality tr[data-lead=II]   where beats come from, and how good the leads are
//   #steps #steps-list [data-step=band] [data-knob=high_hz] #steps-add -add-now -apply -usual #bands tr[data-band=wander]   the steps of cleaning, and what they took away
//   #families button[data-family=0][data-count=60][aria-pressed]   families of beats by shape, the chosen one pressed;  #families-words   what they show
//   #family-words #member-panel #member #member-words #member-back -on -at #member-paper   the chosen family, and one of its beats
//   [data-relabel=family|member|beat] button[data-class=V]   what all of the family are, the beat of it, or the beat that was picked on the paper
//   #ask #relabel-undo #relabel-redo #relabel-words   ask about the least sure, take back, say again, and what came of it
//   #rhythm-panel #rhythm #events tr[data-event=AF]           the rhythm in a sentence, and what happens in it, a row a kind
//   #hrv-panel #hrv tr[data-hrv=sdnn] #tachogram #histogram #poincare #spectrum #st-trend   heart rate variability and its drawings, the course of ST
//   #tachogram-jumps #st-trend-jumps [data-goto]   their moments that are worth going to;  canvas[data-seconds]   a drawing along so many seconds, where a click goes to its moment
//   #measures tr[data-measure=qt_ms] #st tr[data-lead=II]   medians of what was measured, and ST lead by lead
//   #notes li, #model-choice (which classifies), #model-line, #model-leads, #open-card, #update (shown when a new version waits), #update-now, #theme, #started, #comments li
//   #save-report -beats -csv -clean -edf -wfdb -json -table -waves   each shown where the result can be saved so
//   #compare-panel #entrants [data-entrant=beat-cnn] input   the models that can be compared, a box each;  [data-fault]  why one was not
//   #compare-now #bring #model-input   compare, bring one's own;  #contest-table tr[data-model=beat-cnn] [data-figure=accuracy]   what came of it
//   #contest-threshold #contest-threshold-words -usual   where the chosen model would work with another threshold
//   #contest-curve #contest-confusion #contest-rocs #contest-roc #contest-pr   the chosen model's drawings;  #save-comparison
//   #studio-door #to-studio #to-balance   the studio and ways into it;  #go-balance #go-play #go-lay #go-simulate   its rooms;  [data-studio=balance-seed]   a field
//   #balance-chart [data-class=V][data-own=3][data-made=97] #balance-now   a class, and what is made for it;  #studio-fault
//   #studio-made #studio-near #play-class-V [data-direction=rate] #play-share #play-now #play-another   a made beat, the real ones beside it, what moves it
//   #lay-now #simulate-now   make a record and open it;  #synthetic   what made the record that is shown
//   #anomalies-panel #anomalies-now   beats that do not belong, and looking for them;  #anomalies-fault  why they cannot be looked for;  #anomalies-card
//   #anomaly-strip #anomaly-slider #anomaly-score #anomaly-usual   the score of each beat, and the threshold;  #anomaly-counts -marked -people   what it comes to
//   #anomaly-list tr[data-beat=12] [data-score]   the oddest;  #anomaly-more -previous -next;  #anomaly-beat #anomaly-words   the one that is looked at;  #save-anomalies
//   document 'ecglass:goto' { seconds }   a moment of the recording was chosen, for whoever shows it
//   document 'ecglass:unfold' { name, shown, all }   more places of a list were asked for, for whoever remembers how many
//   window.ecglass.report   the report of the last result, the same JSON that the command line writes;  .timings  its milliseconds

import { createAnomaliesView } from './anomalies-view.js';
import { createCardView } from './card-view.js';
import { createCompareView } from './compare-view.js';
import { classifiers } from './comparing.js';
import { createCorrectingView } from './correcting-view.js';
import { hands } from './dom.js';
import { createFamiliesView } from './families-view.js';
import { areUsual } from './habits.js';
import { retold } from './heard.js';
import { count, say } from './language.js';
import { createMeasuredView } from './measured-view.js';
import { createPanelsView } from './panels-view.js';
import { SAMPLES } from './samples.js';
import { createScoresView } from './scores-view.js';
import { isDark, listsOf, phase, shown } from './state.js';
import { createStepsView } from './steps-view.js';
import { createStudioView } from './studio-view.js';
import { createViewerView } from './viewer-view.js';
import { CLASSES, FORMS, about, beatsWords, doing, findingName, headline, howFar, modelWords, readAs, share, started, unsureWords } from './words.js';

/** @import { State } from './state.js' */
/** @import { Opened, Report, Result, Summary } from './types.js' */

/**
 * @param {Document} document
 * @param {Parameters<typeof createStudioView>[1]} by what the studio is told by
 */
export function createRender(document, by) {
  const root = document.documentElement;
  const to = hands(document);
  const { at, show, text, element, telling, tell, badge, term } = to;
  const corrections = createCorrectingView(to);
  const measured = createMeasuredView(to);
  const { scores, cell } = createScoresView(to);
  const contest = createCompareView(to);
  const anomalies = createAnomaliesView(to);
  const studio = createStudioView(to, by);
  const steps = createStepsView(to);
  const viewer = createViewerView(to);
  const families = createFamiliesView(to);
  const panels = createPanelsView(to);
  const card = createCardView(to);
  /** The result whose tables stand in the page. @type {Result | null} */
  let standing = null;
  /** The file whose facts stand in it. @type {Summary | null} */
  let read = null;
  /** The recordings that the select offers. @type {string[]} */
  let listed = [];
  let said = '';

  /** @param {State} state */
  return function render(state) {
    root.dataset.phase = phase(state);
    const { theme } = state.habits;
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
    root.classList.toggle('dragging', state.dragging);
    root.classList.toggle('used', shown(state) !== null);

    text('theme-name', isDark(state) ? say('Light') : say('Dark'));
    at('theme').setAttribute('aria-label', isDark(state) ? say('Switch to light colours') : say('Switch to dark colours'));
    show('kept', !areUsual(state.habits));
    text('kept-words', state.habits.keeps === 'yes' ? say('Kept here: your language, colours and paper settings, and what you say of beats') : say('Kept here: your choices on this page'));
    show('update', state.update);
    for (const id of ['drop-zone', 'choose-folder', ...Object.keys(SAMPLES), 'to-studio']) /** @type {HTMLButtonElement} */ (at(id)).disabled = state.unfit !== null;

    const error = state.unfit === null ? state.error : say(state.unfit);
    const before = at('error-text').textContent;
    show('error', error !== null);
    tell(at('error-text'), error ?? '');
    // On a phone it may stand below the edge of the screen.
    if (error !== null && at('error-text').textContent !== before) at('error').scrollIntoView({ block: 'nearest' });
    show('dismiss', state.unfit === null);
    if (state.says !== said) text('says', (said = state.says));

    text('version', state.version);

    work(state);
    sheets(state);
    viewer(state);
    steps(state);
    model(state);
    cell(state);
    families(state);
    studio(state);
    panels(state);
    card(state.card);
  };

  /** @param {State} state */
  function work({ job }) {
    show('work', job !== null);
    if (!job) return;
    text('doing', doing(job));
    text('how-far', howFar(job));
    const bar = /** @type {HTMLProgressElement} */ (at('progress'));
    // A bar without a value says that nobody knows how long it takes.
    if (job.step === 'finding' || (['judging', 'making'].includes(job.step) && job.total === 0)) bar.removeAttribute('value');
    else bar.value = job.total > 0 ? job.done / job.total : 0;
  }

  /** @param {State} state */
  function sheets(state) {
    const now = shown(state);
    show('shown', now !== null);
    if (!now) return;
    const result = 'conclusion' in now ? now : null;
    text('record-name', now.record || now.summary.name);
    text('about', about(now.summary));
    if (now.summary !== read) facts((read = now.summary));
    recordings(state, now);
    corrections(state);
    looks(state, now);
    show('headline', result !== null);
    show('results', result !== null);
    for (const { form } of FORMS) /** @type {HTMLButtonElement} */ (at(`save-${form}`)).disabled = state.job !== null;
    if (result && result !== standing) results((standing = result), state);
    contest(state, result);
    anomalies(state, result);
  }

  /**
   * What a file says of itself, and what was made of it.
   * @param {Summary} summary
   */
  function facts(summary) {
    const { start = '', comments = [], findings } = summary;
    text('started', started(start));
    show('started', started(start) !== '');
    show('from-report', summary.kind === 'report');
    text('synthetic', summary.synthetic === undefined ? '' : say('Synthetic, nobody’s heart: {how}.', { how: retold(summary.synthetic) }));
    show('synthetic', summary.synthetic !== undefined);
    show('comments-panel', comments.length > 0);
    text('comments-count', say({ one: '{count} comment in the file', other: '{count} comments in the file' }, { count: comments.length }));
    at('comments').replaceChildren(...comments.map((comment) => element('li', { dir: 'auto' }, comment)));
    show('reading', findings.length > 0);
    text('read-as', readAs(summary));
    at('findings').replaceChildren(
      ...findings.map((finding) =>
        element(
          'div',
          { 'data-about': finding.about },
          element('dt', {}, findingName(finding.about)),
          element('dd', {}, element('span', { class: 'value' }, retold(say(finding.value))), ' ', telling('span', { class: 'muted' }, finding.reason)),
        ),
      ),
    );
  }

  /**
   * @param {State} state
   * @param {Opened} now
   */
  function recordings({ job }, now) {
    const names = now.recordings;
    show('recordings-row', names.length > 1);
    if (names.length < 2) return;
    const select = /** @type {HTMLSelectElement} */ (at('recordings'));
    if (names.length !== listed.length || names.some((name, i) => name !== listed[i])) {
      listed = names;
      select.replaceChildren(...names.map((name) => element('option', { value: name }, name)));
    }
    // While the one that was picked is on its way, the select must not jump back.
    const record = job?.record || now.record;
    if (select.value !== record) select.value = record;
    text('recordings-label', say('Recording {nth} of {all}', { nth: names.indexOf(record) + 1, all: names.length }));
  }

  /**
   * What can be asked of the analysis of a recording: how it is drawn, which lead, whose beats.
   * @param {State} state
   * @param {Opened} now
   */
  function looks({ job }, { survey, summary, source }) {
    show('look', survey !== null);
    if (!survey) return;
    const { leads = [] } = summary;
    const select = /** @type {HTMLSelectElement} */ (at('look-lead'));
    show('look-lead-field', leads.length > 1);
    if (select.options.length !== leads.length + 1 || select.options[0].text !== say('all together') || leads.some((lead, i) => select.options[i + 1].text !== lead)) {
      select.replaceChildren(element('option', { value: '' }, say('all together')), ...leads.map((lead, i) => element('option', { value: String(i) }, lead)));
    }
    const beats = /** @type {HTMLSelectElement} */ (at('look-beats'));
    show('look-beats-field', survey.agreement !== undefined);
    // While another look is on its way, what was picked must not jump back.
    if (job) return;
    const [lead, from] = [String(source.settings.lead ?? ''), survey.beats_from];
    if (select.value !== lead) select.value = lead;
    if (beats.value !== from) beats.value = from;
  }

  /**
   * Which model classifies, of those that can. Of a saved report that is over.
   * @param {State} state
   */
  function model({ result, contest, job }) {
    const isOpen = result !== null && result.beats.count > 0;
    show('model-choice-field', isOpen);
    if (!isOpen) return;
    const select = /** @type {HTMLSelectElement} */ (at('model-choice'));
    const names = classifiers(contest, result);
    if (names.join() !== [...select.options].map(({ value }) => value).join()) select.replaceChildren(...names.map((name) => element('option', { value: name }, name)));
    const { name } = result.conclusion.report.model;
    // While another is at work, what was picked must not jump back.
    if (!job && select.value !== name) select.value = name;
  }

  /**
   * @param {Result} result
   * @param {State} state
   */
  function results(result, state) {
    const { aside } = state;
    const { conclusion: { report }, summary, spec } = result;
    const isReport = summary.kind === 'report';
    text('headline', headline(report));
    show('classes-panel', report.record.beats > 0);
    at('counts').replaceChildren(...CLASSES.map((one) => countItem(one, report)));
    const doubts = unsureWords(report);
    text('unsure', doubts);
    show('unsure', doubts !== '');

    show('to-balance-row', summary.kind === 'table' && summary.labelled);
    show('beats-panel', report.record.beats > 0 && !isReport);
    // Of a recording the families are shown instead: www/families-view.js.
    show('beats-by-class', summary.kind === 'table');
    text('beats-words', beatsWords(report));
    at('beats').setAttribute('aria-label', beatsWords(report));

    show('scores-panel', report.scores !== undefined && report.record.beats > 0);
    if (report.scores) scores(report.scores);

    measured(result, listsOf(state));

    const notes = [...(aside ? [aside] : []), ...report.notes.map((note) => note.text)];
    show('notes-panel', notes.length > 0);
    at('notes').replaceChildren(...notes.map((note, nth) => (aside && nth === 0 ? element : telling)('li', {}, note)));

    // Where no beat is, no network said anything.
    show('model-panel', report.record.beats > 0);
    text('model-line', say({ one: '{model}, {count} parameter', other: '{model}, {count} parameters' }, { model: report.model.name, count: report.model.parameters }));
    const { lead = '', beside } = report.record;
    text('model-leads', beside === undefined ? '' : say('It looked at leads {lead} and {beside}; where both say the same it is surer.', { lead, beside }));
    show('model-leads', beside !== undefined);
    // A saved report may be of another model than the one that is here, whose figures are not its own.
    const isOurs = JSON.parse(spec).name === report.model.name;
    text('model-figures', isOurs ? modelWords(spec) : '');
    show('open-card', isOurs);

    // Who dropped a report has it.
    const saves = isReport ? [] : ['pdf', 'report', ...(report.record.beats > 0 ? ['beats'] : []), ...summary.saves];
    show('save-panel', saves.length > 0);
    for (const { form } of FORMS) show(`save-${form}`, saves.includes(form));
    // A table's beats follow nothing.
    for (const page of ['print-hrv-asked', 'print-st-asked', 'print-cleaned-asked']) show(page, summary.kind === 'record');
  }

  /**
   * @param {(typeof CLASSES)[number]} one
   * @param {Report} report
   */
  function countItem({ letter, name, tip }, report) {
    const of = report.counts[letter] ?? 0;
    const bar = element('span', { class: 'bar', 'data-letter': letter, 'aria-hidden': 'true' }, element('span', {}));
    /** @type {HTMLElement} */ (bar.firstChild).style.width = report.record.beats > 0 ? `${(100 * of) / report.record.beats}%` : '0';
    return element(
      'li',
      { 'data-class': letter, 'data-count': String(of), ...(of === 0 ? { class: 'muted' } : {}) },
      element('span', { class: 'name' }, badge(letter), ' ', term(say(name), say(tip))),
      element('span', { class: 'count' }, count(of)),
      element('span', { class: 'share' }, of === 0 ? say('none') : share(of, report.record.beats)),
      bar,
    );
  }
}
