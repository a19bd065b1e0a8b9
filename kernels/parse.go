package kernels

import (
	"fmt"
	"strings"
)

// ParseAct returns the activation of a name, the one that String returns.
func ParseAct(name string) (Act, error) {
	var names []string
	for a := range NumActs {
		if a.String() == name {
			return a, nil
		}
		names = append(names, a.String())
	}
	return 0, fmt.Errorf("kernels: activation %.80q, want one of %s", name, strings.Join(names, ", "))
}
