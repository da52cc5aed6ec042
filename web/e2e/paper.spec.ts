import { PHONE, expect, expectAccessible, expectNoSideScroll, test } from './page';

test.use({ viewport: PHONE, hasTouch: true });

test('a paper\'s code that is nobody\'s is said to be none', async ({ page }) => {
  await page.goto('/paper/NOSUCHCODE');
  await expect(page.getByRole('alert')).toContainText('没有这个核验码的文书');
  await expectNoSideScroll(page);
  await expectAccessible(page);
});
