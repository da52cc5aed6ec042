import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, InputNumber, Popconfirm, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import { api, type ClassifierOverview, type ModelVersionRow } from '@shared/api';
import { dayAndTime, percent, useLanguage, useTexts } from '@shared/i18n';
import { Chip, Empty, Icon, Trouble } from '@shared/parts';
import { History } from './History';
import { Sideways } from './Sideways';
import { CLASSIFIER, MANAGE } from './texts';

type Confusion = ClassifierOverview['confused'][number];
type Threshold = ClassifierOverview['thresholds'][number];
const share = (value: number | null): string => (value === null ? '—' : percent(value));

/** What tells the categories: its versions and their worth, how sure it has to be, the way back. */
export function Classifier(): ReactNode {
  const t = useTexts(CLASSIFIER);
  const m = useTexts(MANAGE);
  const lang = useLanguage();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [past, setPast] = useState(false);
  const [wanted, setWanted] = useState<number | null>(null);
  const query = useQuery({ queryKey: ['manage', 'classifier'], queryFn: api.classifier });
  const found = query.data;
  const take = (work: Promise<ClassifierOverview>): void => {
    setError(null);
    work.then((now) => { client.setQueryData(['manage', 'classifier'], now); setWanted(null); }, setError);
  };
  const called = (n: number): string => (n === 0 ? t('words') : t('version', { n }));
  const pair = (pick: (f: ModelVersionRow['after']) => number) => (_: unknown, v: ModelVersionRow): ReactNode => <span className="nowrap">{percent(pick(v.before))} → <strong>{percent(pick(v.after))}</strong></span>;
  const state = (v: ModelVersionRow): ReactNode => (v.in_use ? <Chip colour="green">{t('inUse')}</Chip> : <Chip colour="grey">{t(v.taken_over ? 'wasUsed' : 'notBetter')}</Chip>);
  return (
    <>
      <p className="muted measure">{t('hint', { n: found?.fewest ?? 40 })}</p>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      <div className="row wrap">
        <Chip colour="green">{t('now', { what: called(found?.in_use ?? 0) })}</Chip><Chip colour="grey">{t('corrections', { n: found?.corrections ?? 0 })}</Chip>
        {found !== undefined && found.in_use !== 0 && <Popconfirm title={t('wordsSure')} okText={t('use')} cancelText={m('cancel')} onConfirm={() => take(api.useClassifier(0))}><Button>{t('backToWords')}</Button></Popconfirm>}
        <Button icon={<Icon name="clock" />} onClick={() => setPast(true)}>{m('history')}</Button>
      </div>
      {error !== null && <Trouble error={error} />}
      <h2>{t('versions')}</h2>
      <Sideways label={m('table')}><Table<ModelVersionRow> rowKey="number" size="middle" dataSource={found?.versions ?? []} loading={query.isLoading} pagination={{ defaultPageSize: 20, hideOnSinglePage: true, showSizeChanger: false }} scroll={{ x: 980 }}
        locale={{ emptyText: <Empty icon="list" title={t('noVersions')}>{t('noVersionsText', { n: found?.fewest ?? 40 })}</Empty> }} columns={[
          { title: t('which'), width: 190, render: (_, v) => <div className="stack tight"><strong>{called(v.number)}</strong>{state(v)}</div> },
          { title: m('when'), width: 130, render: (_, v) => dayAndTime(v.made_at, lang) },
          { title: t('learnt'), width: 150, render: (_, v) => <>{t('rows', { n: v.rows })}<div className="muted">{t('exam', { n: v.exam })}</div></> },
          { title: t('first'), width: 140, render: pair((f) => f.accuracy) },
          { title: t('three'), width: 140, render: pair((f) => f.top3) },
          { title: t('macro'), width: 140, render: pair((f) => f.macro_f1) },
          { title: '', width: 110, render: (_, v) => (v.in_use || !v.file ? null : <Popconfirm title={t('useSure', { n: v.number })} okText={t('use')} cancelText={m('cancel')} onConfirm={() => take(api.useClassifier(v.number))}><Button size="small">{t('use')}</Button></Popconfirm>) },
        ]} /></Sideways>
      <div className="classifier-below">
        <section>
          <h2>{t('threshold')}</h2>
          <p className="muted measure">{t(found?.in_use === 0 ? 'thresholdFirstDay' : 'thresholdHint')}</p>
          <div className="row wrap">
            <InputNumber min={0} max={100} addonAfter="%" value={wanted ?? found?.threshold ?? null} aria-label={t('threshold')} onChange={setWanted} />
            <Button type="primary" disabled={wanted === null || wanted === found?.threshold} onClick={() => { if (wanted !== null) take(api.setClassifierThreshold(wanted)); }}>{t('set')}</Button>
          </div>
          <Table<Threshold> rowKey="threshold" size="small" dataSource={found?.thresholds ?? []} pagination={false} rowClassName={(r) => (found !== undefined && r.threshold <= found.threshold && found.threshold < r.threshold + 10 ? 'now' : '')} columns={[
            { title: t('from'), render: (_, r) => `${r.threshold} %` },
            { title: t('told'), align: 'right', render: (_, r) => share(r.coverage) },
            { title: t('right'), align: 'right', render: (_, r) => share(r.precision) },
          ]} />
        </section>
        <section>
          <h2>{t('confused')}</h2>
          <p className="muted measure">{t('confusedHint')}</p>
          <Table<Confusion> rowKey={(c) => c.code + c.taken_for} size="small" dataSource={found?.confused ?? []} pagination={false} locale={{ emptyText: <span className="muted">{t('noConfused')}</span> }} columns={[
            { title: t('is'), render: (_, c) => (lang === 'zh' ? c.name : c.name_en) },
            { title: t('takenFor'), render: (_, c) => (lang === 'zh' ? c.taken_for_name : c.taken_for_name_en) },
            { title: m('times'), align: 'right', width: 76, render: (_, c) => c.times },
          ]} />
        </section>
      </div>
      <Drawer open={past} size={560} title={m('history')} onClose={() => setPast(false)} destroyOnHidden><History sheet="classifier" /></Drawer>
    </>
  );
}
