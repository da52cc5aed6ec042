import { DemoPage } from '@features/demo';
import { startPage } from '@shared/parts';

startPage(<DemoPage />);
