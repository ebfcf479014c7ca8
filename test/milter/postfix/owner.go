package postfix

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
)

// ownData gives a folder to the user that Postfix's programs run as.
func ownData(dir string) error {
	owner, err := user.Lookup("postfix")
	if err != nil {
		return fmt.Errorf("looking for Postfix's user: %w", err)
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return fmt.Errorf("looking for Postfix's user: %w", err)
	}
	return os.Chown(dir, uid, -1)
}
