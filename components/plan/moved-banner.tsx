import { plural } from '@/lib/wire/fact-text';
import type { PlanView } from '@/lib/wire/plan-view';
import { whatMoved } from '@/components/plan/what-moved';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';

export interface MovedBannerProps {
  /** What was looked at when the button was pressed. */
  readonly before: PlanView;
  /** What stands now. */
  readonly after: PlanView;
  readonly onSeen: () => void;
}

const SHOWN = 12;

/** Nothing was created: the fleet moved between looking and pressing. Says who moved, and how. */
export const MovedBanner = ({ before, after, onSeen }: MovedBannerProps) => {
  const moved = whatMoved(before, after);
  return (
    <Banner
      role="alert"
      tone="warning"
      title="The plan has moved since you looked; nothing was created"
      action={
        <Button size="sm" onClick={onSeen}>
          Seen
        </Button>
      }
    >
      {before.previewHash === after.previewHash ? (
        'Reading it anew…'
      ) : (
        <>
          <p>
            {moved.length === 0
              ? 'No tenant moved: a setting or the release’s values did. The preview below is read anew.'
              : `${plural(moved.length, 'tenant')} moved. The preview below is read anew; create it if it is still what you want.`}
          </p>
          <ul aria-label="What moved" className="mt-1 flex flex-col gap-0.5">
            {moved.slice(0, SHOWN).map((line) => (
              <li key={line} className="break-words text-text">
                {line}
              </li>
            ))}
            {moved.length > SHOWN && <li>and {moved.length - SHOWN} more</li>}
          </ul>
        </>
      )}
    </Banner>
  );
};
